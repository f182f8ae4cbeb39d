/// Why and where a text is not JSON, or not JSON that is accepted here.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    case tooLong(byteCount: Int)
    case tooDeep
    case unexpectedEnd(expected: String)
    case unexpectedCharacter(found: String, expected: String)
    case invalidUTF8
    case invalidEscape
    case loneSurrogate
    case controlCharacter
    case invalidNumber
    case integerOutOfRange
    case numberOutOfRange
    case duplicateKey(String)
    case trailingText
  }

  /// What is wrong.
  public let reason: Reason
  /// The line of the place, from 1.
  public let line: Int
  /// The place in its line, from 1, in Unicode scalars.
  public let column: Int

  /// One sentence that begins with the place.
  public var description: String { "line \(line), column \(column): \(Self.sentence(reason))" }

  /// What is wrong, without the place.
  public static func sentence(_ reason: Reason) -> String {
    switch reason {
    case .tooLong(let byteCount):
      "the text has \(byteCount) bytes, more than the \(JSONLimits.byteCountMaximum) allowed"
    case .tooDeep: "more than \(JSONLimits.depthMaximum) arrays and objects within each other"
    case .unexpectedEnd(let expected): "the text ends where \(expected) should follow"
    case .unexpectedCharacter(let found, let expected): "\(found) where \(expected) should follow"
    case .invalidUTF8: "these bytes are not UTF-8"
    case .invalidEscape:
      "a backslash must be followed by one of \"\\/bfnrt or by u and four hex digits"
    case .loneSurrogate: "half of a surrogate pair without its other half"
    case .controlCharacter: "a control character in a string must be written as an escape"
    case .invalidNumber: "this is not a number as JSON writes it"
    case .integerOutOfRange: "this integer does not fit in 64 bits"
    case .numberOutOfRange: "this number is too large for a double"
    case .duplicateKey(let key): "the key \(JSON.string(key)) stands twice in one object"
    case .trailingText: "there is text after the end of the value"
    }
  }
}
