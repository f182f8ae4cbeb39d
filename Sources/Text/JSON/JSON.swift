/// A JSON value (RFC 8259) that keeps what most parsers lose: the order of an object's members, and
/// the difference between an integer, exact to 64 bits, and a double.
public indirect enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number written without fraction and exponent.
  case integer(Int64)
  /// Any other number. One that is not finite is printed as `null`, for JSON has no such numbers.
  case double(Double)
  case string(String)
  case array([JSON])
  /// The members in the order in which they were written; no key stands twice.
  case object([Member])

  /// A key of an object and its value.
  public struct Member: Equatable, Sendable {
    /// The member's name.
    public var key: String
    /// The member's value.
    public var value: JSON

    /// A member.
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// A float's number with the fewest digits that read back as that float (0.1, where widening it to
  /// a double would print 0.10000000149011612).
  public static func float(_ value: Float) -> JSON {
    .double(Double(value.description) ?? Double(value))
  }
}

extension JSON {
  /// The value of the member called `key`; nil where there is none or this is no object.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The truth value; nil where this is none.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The integer; nil where this is none, also where it is a double without fraction.
  public var integerValue: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The number as a double, rounded where an integer is beyond 2⁵³; nil where this is no number.
  public var doubleValue: Double? {
    switch self {
    case .double(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// The text; nil where this is none.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements; nil where this is no array.
  public var arrayValue: [JSON]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members in order; nil where this is no object.
  public var objectValue: [Member]? {
    if case .object(let value) = self { value } else { nil }
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `null`
  public init(nilLiteral: ()) { self = .null }

  /// `true` or `false`
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// An integer.
  public init(integerLiteral value: Int64) { self = .integer(value) }

  /// A double.
  public init(floatLiteral value: Double) { self = .double(value) }

  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }

  /// An array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// An object with its members in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
