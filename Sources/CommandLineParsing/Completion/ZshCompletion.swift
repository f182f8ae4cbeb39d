extension Program {
  /// A function for zsh's completion system: a file `_name` of `fpath`, or to be sourced.
  var zshCompletion: String {
    // A pattern is tried on the word as typed, so the bare name stays the system's.
    let registration = sharesItsName ? "-p '*/\(name)'" : name
    var lines = ["#compdef \(registration)", "\(completionFunction)() {"]
    switch content {
    case .single(let command):
      lines += ["  _arguments -s \\"] + zshArguments(of: command, indent: "    ")
    case .commands(let commands):
      lines += ["  local -a commands", "  local curcontext=$curcontext state line", "  commands=("]
      lines += commands.map { "    \(Self.zshQuoted("\($0.name):\($0.summary)"))" }
      lines += [
        "  )",
        "  _arguments -C '(-h --help)'{-h,--help}'[Show this help]' \\",
        "    '--version[Show the version]' '1: :->command' '*:: :->arguments'",
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

  private func zshArguments(of command: Command, indent: String) -> [String] {
    var specifications: [String] = []
    for option in command.options + Self.commonOptions {
      let repeats = option.isRepeatable ? "*" : ""
      let summary = Self.zshEscaped(option.summary)
      if case .value(let name, let form) = option.kind {
        specifications.append(
          "\(repeats)--\(option.name)=[\(summary)]:\(name):\(Self.zshAction(form))")
      } else {
        specifications.append("--\(option.name)[\(summary)]")
      }
      if let inverse = option.inverse {
        specifications.append("--\(inverse)[Undo --\(option.name)]")
      }
    }
    for (index, operand) in command.operands.enumerated() {
      let separator = operand.isRequired ? ":" : "::"
      specifications.append(
        "\(index + 1)\(separator)\(Self.zshEscaped(operand.name)):\(Self.zshAction(operand.form))")
    }
    return specifications.enumerated().map { index, specification in
      indent + Self.zshQuoted(specification) + (index + 1 < specifications.count ? " \\" : "")
    }
  }

  private static func zshAction(_ form: ValueForm) -> String {
    switch form {
    case .text: " "
    case .choices(let words): "(\(words.joined(separator: " ")))"
    case .suggestions(let words): "{compadd -S '' -- \(words.joined(separator: " "))}"
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
