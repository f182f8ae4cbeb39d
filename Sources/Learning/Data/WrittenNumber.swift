/// The number that a text is, where a column's texts are all numbers: 3, 03, +3 and 3.0 are one.
enum WrittenNumber: Hashable {
  /// A whole number.
  case integer(Int64)
  /// Any other, and one beyond 64 bits.
  case other(Double)

  /// The number; nil where the text is none.
  init?(_ text: String) {
    guard case .value = DecimalNumber(text) else { return nil }
    if let integer = Int64(text) {
      self = .integer(integer)
      return
    }
    guard let value = Double(text) else { return nil }
    self = Int64(exactly: value).map { .integer($0) } ?? .other(value)
  }

  /// The whole number that it is; nil where it is none.
  var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
}
