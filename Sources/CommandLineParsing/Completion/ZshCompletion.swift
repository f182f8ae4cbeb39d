extension Program {
  /// A function for zsh's completion system: a file `_name` of `fpath`, or to be sourced.
  var zshCompletion: String {
    // A pattern is tried on the word as typed, so the bare name stays the system's.
    let registration = sharesItsName ? "-p '*/\(name)'" : name
    var lines = ["#compdef \(registration)", "\(completionFunction)() {"]
    // Else zsh would add the matches of the system's command to ours.
    if sharesItsName { lines.append("  _compskip=all") }
    switch content {
    case .single(let command):
      lines += ["  _arguments -s \\"] + zshArguments(of: command, indent: "    ")
    case .commands(let commands):
      lines += ["  local -a commands", "  local curcontext=$curcontext state line", "  commands=("]
      lines += commands.map { "    \(Self.zshQuoted("\($0.name):\($0.summary)"))" }
      lines += [
        "  )",
        "  _arguments -C \\",
      ]
      lines += Self.commonOptions.flatMap(zshSpecifications(of:)).map {
        "    \(Self.zshQuoted($0)) \\"
      }
      lines += [
        "    '1: :->command' '*:: :->arguments'",
        "  case $state in",
        "    command) _describe -t commands command commands ;;",
        "    arguments)",
        "      case $line[1] in",
      ]
      for command in commands {
        lines.append("        \(command.name)) _arguments -s \\")
        lines += zshArguments(of: command, indent: "            ")
        lines.append("          ;;")
      }
      lines += ["      esac", "      ;;", "  esac"]
    }
    lines += [
      "}",
      "if [[ $funcstack[1] == _* && $funcstack[1] != \(completionFunction) ]]; then",
      "  \(completionFunction) \"$@\"",
      "else",
      "  compdef \(sharesItsName ? "\(completionFunction) \(registration)" : "\(completionFunction) \(name)")",
      "fi",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The arguments of `_arguments` for a command, a line each.
  private func zshArguments(of command: Command, indent: String) -> [String] {
    let options = (command.options + Self.commonOptions).flatMap(zshSpecifications(of:))
    let operands = command.operands.enumerated().map { index, operand in
      let separator = operand.isRequired ? ":" : "::"
      let name = Self.zshEscaped(operand.name)
      return "\(index + 1)\(separator)\(name):\(Self.zshAction(operand.form))"
    }
    let quoted = (options + operands).map { indent + Self.zshQuoted($0) }
    return quoted.dropLast().map { $0 + " \\" } + quoted.suffix(1)
  }

  private func zshSpecifications(of option: CommandOption) -> [String] {
    let summary = Self.zshEscaped(option.summary)
    if case .value(let name, let form) = option.kind {
      let repeats = option.isRepeatable ? "*" : ""
      return ["\(repeats)--\(option.name)=[\(summary)]:\(name):\(Self.zshAction(form))"]
    }
    return (option.name == "help" ? ["(--help)-h[\(summary)]"] : [])
      + ["--\(option.name)[\(summary)]"]
      + (option.inverse.map { ["--\($0)[Undo --\(option.name)]"] } ?? [])
  }

  private static func zshAction(_ form: ValueForm) -> String {
    switch form {
    case .text: " "
    case .choices(let words): "(\(words.joined(separator: " ")))"
    case .suggestions(let words):
      // After a colon there follows a file more often than not; a colon must not end the action.
      "{compset -P '*\\:' && _files || "
        + "compadd -S '' -- \(words.map(zshEscaped).joined(separator: " "))}"
    case .file: "_files"
    case .folder: "_files -/"
    }
  }

  /// With the characters escaped that end an explanation within `_arguments`.
  private static func zshEscaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "[]:\\".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  private static func zshQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
