/// Numbers as people read them.
public enum DecimalText {
  /// A number with so many digits after the point, rounded: `0.0231`.
  public static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.description }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e18 else { return value.description }
    let whole = UInt64(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return sign + grouped(whole) }
    let unit = UInt64(scale)
    let fraction = (whole % unit).description
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return sign + grouped(whole / unit) + "." + zeros + fraction
  }

  /// A whole number with its thousands apart: `23,400`.
  public static func grouped(_ value: UInt64) -> String {
    var rest = value.description[...]
    var groups: [Substring] = []
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return ([rest] + groups).joined(separator: ",")
  }

  /// A length of time: `0.21 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
  public static func duration(seconds: Double) -> String {
    if seconds < 10 { return fixed(seconds, digits: 2) + " s" }
    let whole = UInt64(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
