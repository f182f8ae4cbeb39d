import Glibc

/// The time of day, for logs and names; nothing is decided by it.
public enum WallClock {
  /// Seconds since 1970.
  public static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Such as `2026-11-23T17:32:29Z`.
  public static func timestamp(_ seconds: Double) -> String {
    format(seconds, "%Y-%m-%dT%H:%M:%SZ")
  }

  /// Such as `20261123-173229`, for a folder's name.
  public static var compactTimestamp: String { format(seconds, "%Y%m%d-%H%M%S") }

  private static func format(_ seconds: Double, _ pattern: String) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    var text = [CChar](repeating: 0, count: 64)
    let count = strftime(&text, text.count, pattern, &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
