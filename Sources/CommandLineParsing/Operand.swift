/// An argument that is known by its place, such as the `FILE` of `ps inspect FILE`.
public struct Operand: Equatable, Sendable {
  /// What the help calls it.
  public let name: String
  /// What it is for.
  public let summary: String
  /// What its value looks like.
  public let form: ValueForm
  /// Whether the command cannot run without it.
  public let isRequired: Bool

  /// An operand; required ones come first in a command's list.
  public init(_ name: String, form: ValueForm = .text, summary: String, isRequired: Bool = true) {
    self.name = name
    self.summary = summary
    self.form = form
    self.isRequired = isRequired
  }
}
