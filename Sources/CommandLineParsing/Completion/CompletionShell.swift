/// The shells for which a completion script can be written.
public enum CompletionShell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}

extension Program {
  /// A script that makes `shell` complete this program's commands, options and values.
  public func completionScript(for shell: CompletionShell) -> String {
    switch shell {
    case .bash: bashCompletion
    case .zsh: zshCompletion
    case .fish: fishCompletion
    }
  }

  /// Each command with all its options; a program that does one thing counts as one command.
  var completedCommands: [(command: Command, options: [CommandOption])] {
    switch content {
    case .single(let command): [(command, command.options + Self.commonOptions)]
    case .commands(let commands): commands.map { ($0, $0.options + Self.commonOptions) }
    }
  }

  /// The name of the shell function; not that of a system command's completion.
  var completionFunction: String {
    "_lockstep_" + String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
