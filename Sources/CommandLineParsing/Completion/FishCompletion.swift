extension Program {
  /// `complete` lines for fish.
  var fishCompletion: String {
    var lines = ["# fish completion of \(name) \(version)"]
    // The word as typed has a slash where it is not the system's command of the same name.
    let isOurs = sharesItsName ? "string match -q '*/*' -- (commandline -opc)[1]" : ""
    func condition(_ parts: String...) -> String {
      let parts = ([isOurs] + parts).filter { !$0.isEmpty }
      return parts.isEmpty ? "" : " -n \(Self.fishQuoted(parts.joined(separator: "; and ")))"
    }
    if !commands.isEmpty {
      for command in commands {
        lines.append(
          "complete -c \(name)\(condition("__fish_use_subcommand")) -f -a \(command.name) "
            + "-d \(Self.fishQuoted(command.summary))")
      }
      for option in Self.commonOptions {
        lines.append(fishLine(option, condition: condition("__fish_use_subcommand")))
      }
    }
    for (command, options) in completedCommands {
      let chosen = commands.isEmpty ? "" : "__fish_seen_subcommand_from \(command.name)"
      for option in options {
        lines.append(fishLine(option, condition: condition(chosen)))
        if let inverse = option.inverse {
          lines.append("complete -c \(name)\(condition(chosen)) -l \(inverse)")
        }
      }
      let words = command.operands.flatMap(\.form.words)
      if !words.isEmpty {
        lines.append(
          "complete -c \(name)\(condition(chosen)) -f -a "
            + Self.fishQuoted(words.joined(separator: " ")))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func fishLine(_ option: CommandOption, condition: String) -> String {
    var line = "complete -c \(name)\(condition) -l \(option.name)"
    if option.name == "help" { line += " -s h" }
    switch option.form {
    case nil: break
    case .text?: line += " -x"
    case .choices(let words)?: line += " -x -a \(Self.fishQuoted(words.joined(separator: " ")))"
    case .suggestions(let words)?: line += " -r -a \(Self.fishQuoted(words.joined(separator: " ")))"
    case .file?: line += " -r -F"
    case .folder?: line += " -x -a '(__fish_complete_directories)'"
    }
    return line + " -d \(Self.fishQuoted(option.summary))"
  }

  private static func fishQuoted(_ text: String) -> String {
    let escaped = text.reduce(into: "") { result, character in
      if "'\\".contains(character) { result.append("\\") }
      result.append(character)
    }
    return "'\(escaped)'"
  }
}
