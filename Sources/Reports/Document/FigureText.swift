import Text

/// Figures as tables and plots of reports show them.
enum FigureText {
  /// Three or four digits that count: `25,767`, `12.9`, `0.0412`.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    if size == 0 { return "0" }
    if size >= 1000 { return DecimalText.fixed(value, digits: 0) }
    if size >= 100 { return DecimalText.fixed(value, digits: 1) }
    if size >= 10 { return DecimalText.fixed(value, digits: 2) }
    if size >= 1 { return DecimalText.fixed(value, digits: 3) }
    var digits = 4
    var scaled = size
    while scaled < 0.1, digits < 9 {
      scaled *= 10
      digits += 1
    }
    return DecimalText.fixed(value, digits: digits)
  }

  /// A share: `41 %`.
  static func percent(_ share: Double, digits: Int = 1) -> String {
    share.isFinite ? DecimalText.fixed(share * 100, digits: digits) + " %" : "–"
  }

  /// `2.7 MB`, in powers of ten.
  static func bytes(_ count: Double) -> String {
    let units: [(size: Double, name: String)] = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
    for unit in units where abs(count) >= unit.size {
      return DecimalText.fixed(count / unit.size, digits: count / unit.size >= 100 ? 0 : 2)
        + " \(unit.name)"
    }
    return DecimalText.fixed(count, digits: 0) + " B"
  }

  /// Seconds in milliseconds: `3.142`.
  static func milliseconds(_ seconds: Double) -> String {
    seconds.isFinite ? DecimalText.fixed(seconds * 1000, digits: seconds >= 1 ? 1 : 3) : "–"
  }

  /// An interval: `24,100 – 26,300`.
  static func interval(_ interval: ConfidenceInterval?, _ text: (Double) -> String) -> String {
    interval.map { "\(text($0.lower)) – \(text($0.upper))" } ?? "–"
  }

  /// `1 worker`, `4 workers`.
  static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(DecimalText.grouped(UInt64(max(0, number)))) "
      + (number == 1 ? noun : plural ?? noun + "s")
  }
}
