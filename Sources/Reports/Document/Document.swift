/// A report as a value: what it says, in its order. `HTMLRendering` and `MarkdownRendering` write it.
public struct Document: Sendable {
  /// One thing after the other.
  public enum Block: Sendable {
    /// A section's heading.
    case section(String)
    /// A heading within a section.
    case subsection(String)
    case paragraph(Prose)
    case list([Prose])
    case table(Table)
    /// Names and what they are, without lines between them.
    case facts([Fact])
    case figure(Figure)
    /// One line for each word.
    case definitions([Definition])
    /// Something that must not be missed.
    case warning(Prose)
  }

  /// A name and what it is.
  public struct Fact: Equatable, Sendable {
    let name: String
    let value: Prose
    /// Whether it has a line to itself.
    let isLong: Bool

    /// A fact.
    public init(_ name: String, _ value: Prose, isLong: Bool = false) {
      self.name = name
      self.value = value
      self.isLong = isLong
    }
  }

  /// A word and what it means here.
  public struct Definition: Equatable, Sendable {
    let word: String
    let meaning: Prose

    /// A definition.
    public init(_ word: String, _ meaning: Prose) {
      self.word = word
      self.meaning = meaning
    }
  }

  /// What it is about.
  public let title: String
  /// A sentence under the title.
  public let subtitle: Prose
  /// What it says.
  public private(set) var blocks: [Block] = []

  /// A document that says nothing yet.
  public init(title: String, subtitle: Prose) {
    self.title = title
    self.subtitle = subtitle
  }

  /// Adds to its end.
  public mutating func append(_ block: Block) { blocks.append(block) }

  /// Adds to its end.
  public mutating func append(_ blocks: [Block]) { self.blocks += blocks }
}
