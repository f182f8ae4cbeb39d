extension Program {
  /// A function for bash's `complete -F`.
  ///
  /// Bash splits words at `=` and `:` (COMP_WORDBREAKS), so `--task=mul` arrives as three words;
  /// a value after `mnist:` is completed as a file name, which is what it is.
  var bashCompletion: String {
    var lines = [
      "# bash completion of \(name) \(version)",
      "\(completionFunction)() {",
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}",
      "  local command=\"\" index",
      "  COMPREPLY=()",
    ]
    if sharesItsName {
      lines.append("  [[ ${COMP_WORDS[0]} == */* ]] || return 0  # the system's \(name)")
    }
    lines += [
      "  if [[ $current == = ]]; then",
      "    current=\"\"",
      "  elif [[ $previous == = && COMP_CWORD -gt 2 ]]; then",
      "    previous=${COMP_WORDS[COMP_CWORD-2]}",
      "  fi",
    ]
    let names = commands.map(\.name)
    if names.isEmpty {
      lines.append("  command=\(name)")
    } else {
      lines += [
        "  for ((index = 1; index < COMP_CWORD; index++)); do",
        "    case ${COMP_WORDS[index]} in",
        "      \(names.joined(separator: "|"))) command=${COMP_WORDS[index]}; break ;;",
        "    esac",
        "  done",
      ]
    }
    lines.append("  case $command:$previous in")
    for (command, options) in completedCommands {
      for option in options {
        guard let form = option.form else { continue }
        lines.append(
          "    \(command.name):--\(option.name)) \(bashReply(for: form)) ;;")
      }
    }
    if !commands.isEmpty {
      let shells = ValueForm.choices(CompletionShell.allCases.map(\.rawValue))
      lines.append("    :--generate-completion-script) \(bashReply(for: shells)) ;;")
    }
    lines += ["  esac", "  case $command in"]
    for (command, options) in completedCommands {
      let flags = options.flatMap { ["--\($0.name)"] + ($0.inverse.map { ["--\($0)"] } ?? []) }
      let words = command.operands.first?.form.words ?? []
      var reply = bashWords(flags, only: "-*")
      reply += words.isEmpty ? "" : " || " + bashWords(words, only: "*")
      lines.append("    \(command.name)) \(reply) ;;")
    }
    if !commands.isEmpty {
      let words = names + Self.commonOptions.map { "--\($0.name)" }
      lines.append("    '') \(bashWords(words, only: "*")) ;;")
    }
    lines += [
      "  esac",
      "  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null",
      "  return 0",
      "}",
      "complete -o default -F \(completionFunction) \(name)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Completes a value, or leaves it to the shell's file names, and ends the function.
  private func bashReply(for form: ValueForm) -> String {
    switch form {
    case .choices(let words), .suggestions(let words):
      // Suggestions may be followed by more, so a single one that ends in a colon gets no space.
      "\(bashWords(words, only: "*")); "
        + "[[ ${COMPREPLY[0]-} == *: ]] && compopt -o nospace 2>/dev/null; return 0"
    case .folder:
      "compopt -o nospace 2>/dev/null; COMPREPLY=($(compgen -d -S / -- \"$current\")); return 0"
    case .text, .file: "return 0"
    }
  }

  private func bashWords(_ words: [String], only pattern: String) -> String {
    let reply = "COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$current\"))"
    return pattern == "*" ? reply : "[[ $current == \(pattern) ]] && \(reply)"
  }
}
