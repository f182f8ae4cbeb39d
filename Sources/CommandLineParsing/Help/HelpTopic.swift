/// What a command's help has to say beside its options: a list under a heading of its own.
public struct HelpTopic: Equatable, Sendable {
  /// One thing, and what it is for.
  public struct Entry: Equatable, Sendable {
    /// How it is written.
    public let term: String
    /// What it is for; no full stop at the end.
    public let text: String

    /// An entry.
    public init(term: String, text: String) {
      self.term = term
      self.text = text
    }
  }

  /// The heading, without a colon.
  public let heading: String
  /// What the list has.
  public let entries: [Entry]

  /// A list with its heading.
  public init(_ heading: String, _ entries: [Entry]) {
    self.heading = heading
    self.entries = entries
  }
}
