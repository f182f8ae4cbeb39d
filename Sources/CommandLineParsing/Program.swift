/// A program's command line: its name and what it takes. `parse` reads arguments by it, the help
/// and the completion scripts are written from it.
public struct Program: Equatable, Sendable {
  /// What the program takes.
  public enum Content: Equatable, Sendable {
    /// One thing that it does; the command's name is the program's.
    case single(Command)
    /// A word that chooses one of these commands, then what that takes.
    case commands([Command])
  }

  /// The name by which it is started.
  public let name: String
  /// Its version, `x.y.z`.
  public let version: String
  /// One line on what it is; no full stop at the end.
  public let summary: String
  /// What it takes.
  public let content: Content
  /// Whether a well-known system command has the same name, so that completions apply only where
  /// the program is started by a path (`.build/release/ps`) and leave the bare name alone.
  public let sharesItsName: Bool

  /// What other programs call an option, without dashes, and its name here; for guesses at what is
  /// meant.
  let synonyms: [String: String]

  /// A program with commands.
  public init(
    _ name: String, version: String, summary: String, sharesItsName: Bool = false,
    synonyms: [String: String] = [:], commands: [Command]
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.sharesItsName = sharesItsName
    self.content = .commands(commands)
    self.synonyms = synonyms
  }

  /// A program that does one thing.
  public init(version: String, sharesItsName: Bool = false, command: Command) {
    self.name = command.name
    self.version = version
    self.summary = command.summary
    self.sharesItsName = sharesItsName
    self.content = .single(command)
    synonyms = [:]
  }

  /// The commands that a first word chooses from; none for a program that does one thing.
  var commands: [Command] {
    guard case .commands(let commands) = content else { return [] }
    return commands
  }

  /// What every command takes besides its own options.
  static let commonOptions: [CommandOption] = [
    CommandOption(flag: "help", summary: "Show this help", group: "Other"),
    CommandOption(flag: "version", summary: "Show the program's version", group: "Other"),
    CommandOption(
      "generate-completion-script", value: "SHELL",
      form: .choices(CompletionShell.allCases.map(\.rawValue)),
      summary: "Print a script that makes the shell complete this program's arguments",
      group: "Other"),
  ]
}
