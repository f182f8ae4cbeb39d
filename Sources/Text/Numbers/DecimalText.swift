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

  /// A loss or an error: with so many digits after the point, as `0.0231`; where that would leave fewer
  /// than two digits that count, three of them with a power of ten, as `3.45e-07`.
  public static func loss(_ value: Double, digits: Int) -> String {
    var (mantissa, exponent) = (abs(value), 0)
    var smallest = 10.0
    for _ in 0..<digits { smallest /= 10 }
    guard mantissa > 0, mantissa < smallest else { return fixed(value, digits: digits) }
    while mantissa < 1 {
      mantissa *= 10
      exponent += 1
    }
    // Rounding may carry: 9.996 is 1.00 of the next power.
    if mantissa >= 9.995 {
      mantissa = 1
      exponent -= 1
    }
    let zero = exponent < 10 ? "0" : ""
    return (value < 0 ? "-" : "") + fixed(mantissa, digits: 2) + "e-\(zero)\(exponent)"
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
    seconds < 10 ? fixed(seconds, digits: 2) + " s" : wholeDuration(seconds: seconds)
  }

  /// A length of time in whole seconds, of which the two largest units are shown: `4 s`,
  /// `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
  public static func wholeDuration(seconds: Double) -> String {
    let whole = wholeSeconds(seconds)
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    if whole < 86_400 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
    return "\(whole / 86_400) d \(whole % 86_400 / 3600) h"
  }

  /// A length of time in its largest unit, the rest left out: `4 s`, `3 min`, `2 h`, `3 d`.
  public static func briefDuration(seconds: Double) -> String {
    let whole = wholeSeconds(seconds)
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min" }
    return whole < 86_400 ? "\(whole / 3600) h" : "\(whole / 86_400) d"
  }

  private static func wholeSeconds(_ seconds: Double) -> UInt64 {
    UInt64(min(max(0, seconds.rounded()), 1e12))
  }
}
