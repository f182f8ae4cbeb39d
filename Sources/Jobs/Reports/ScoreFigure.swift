import Text

/// A score, which may not be defined.
enum ScoreFigure {
  /// Rounded; a dash where it is not defined.
  static func text(_ value: Double?, digits: Int) -> String {
    value.map { DecimalText.fixed($0, digits: digits) } ?? "–"
  }

  /// A loss or an error; a dash where it is not defined.
  static func loss(_ value: Double?) -> String {
    value.map { DecimalText.loss($0, digits: 6) } ?? "–"
  }

  /// A share in per cent; a dash where it is not defined.
  static func percent(_ share: Double?) -> String {
    share.map { DecimalText.fixed($0 * 100, digits: 2) + " %" } ?? "–"
  }

  /// Exact; `null` where it is not defined.
  static func json(_ value: Double?) -> JSON { value.map { .double($0) } ?? .null }
}
