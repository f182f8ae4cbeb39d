/// What one command takes: `serve` of `ps serve`, or all that a program without commands takes.
public struct Command: Equatable, Sendable {
  /// The word that chooses it.
  public let name: String
  /// One line for the list of commands and for the head of its help; no full stop at the end.
  public let summary: String
  /// More for its help: paragraphs, which are wrapped to the terminal's width.
  public let discussion: [String]
  /// Its operands, in their order.
  public let operands: [Operand]
  /// Its options, in the order of the help.
  public let options: [CommandOption]

  /// A command.
  public init(
    _ name: String, summary: String, discussion: [String] = [], operands: [Operand] = [],
    options: [CommandOption] = []
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.options = options
  }
}
