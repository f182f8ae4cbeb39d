/// Text with emphasis, of which nothing is markup: it is escaped when it is rendered.
///
/// `"ended by \(code: name)"` is plain text and a name in a typewriter's letters.
public struct Prose: Equatable, Sendable {
  /// A stretch of text.
  public enum Part: Equatable, Sendable {
    case plain(String)
    case strong(String)
    case code(String)
  }

  /// The stretches in their order.
  public private(set) var parts: [Part]

  /// Plain text.
  public init(_ text: String) { parts = [.plain(text)] }

  /// The text without its emphasis.
  public var text: String {
    parts.map { part in
      switch part {
      case .plain(let text), .strong(let text), .code(let text): text
      }
    }.joined()
  }

  /// One after the other.
  public static func + (left: Prose, right: Prose) -> Prose {
    var sum = left
    sum.parts += right.parts
    return sum
  }

  /// Adds text at the end.
  public static func += (left: inout Prose, right: Prose) { left.parts += right.parts }
}

extension Prose: ExpressibleByStringInterpolation {
  /// Collects the stretches.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    /// An empty text.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds plain text.
    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { parts.append(.plain(literal)) }
    }

    /// Adds a value as plain text.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      parts.append(.plain(value.description))
    }

    /// Adds a text that stands out.
    public mutating func appendInterpolation(strong text: String) { parts.append(.strong(text)) }

    /// Adds a name of a file, an option or the like.
    public mutating func appendInterpolation(code text: String) { parts.append(.code(text)) }
  }

  /// Plain text.
  public init(stringLiteral value: String) { self.init(value) }

  /// Text with emphasis.
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
}
