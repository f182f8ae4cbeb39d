/// Moments as people write them, in Coordinated Universal Time.
enum CalendarText {
  /// `2026-11-24 10:55:04 UTC`, of seconds since 1970; the proleptic Gregorian calendar (Hinnant 2013,
  /// "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
  static func utc(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e14 else { return "–" }
    let whole = Int(seconds.rounded(.down))
    let days = (whole >= 0 ? whole : whole - 86_399) / 86_400
    let second = whole - days * 86_400
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let date = "\(year + era * 400 + (month <= 2 ? 1 : 0))-\(two(month))-\(two(day))"
    return "\(date) \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) UTC"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
