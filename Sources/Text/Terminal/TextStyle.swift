/// What makes a word stand out on a terminal that shows colour.
public enum TextStyle: Equatable, Sendable {
  /// As everything else.
  case plain
  /// Less than the figures beside it.
  case dim
  /// What is done of something.
  case done
  /// A failure.
  case failure

  /// The text between the sequences that begin and end the style (ECMA-48, SGR).
  public func encoded(_ text: String, inColor: Bool) -> String {
    guard inColor, let code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private var code: Int? {
    switch self {
    case .plain: nil
    case .dim: 2
    case .done: 32
    case .failure: 31
    }
  }
}
