/// What the value of an option or of an operand looks like, for checks, help and completion.
public enum ValueForm: Equatable, Sendable {
  /// Any text; whoever reads the value checks it.
  case text
  /// Exactly one of these words.
  case choices([String])
  /// Text that often starts with one of these, such as `mnist:`; used for completion only.
  case suggestions([String])
  /// The path of a file.
  case file
  /// The path of a folder.
  case folder

  /// The words that complete a value, in the order of the table.
  public var words: [String] {
    switch self {
    case .choices(let words), .suggestions(let words): words
    case .text, .file, .folder: []
    }
  }
}
