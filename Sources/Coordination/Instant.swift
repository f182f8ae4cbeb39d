/// A point on a clock that never goes back, in nanoseconds from an origin that only that clock knows.
public struct Instant: Comparable, Hashable, Sendable {
  /// Nanoseconds since the clock's origin.
  public var nanoseconds: UInt64

  /// The clock's origin.
  public static let origin = Instant(nanoseconds: 0)

  /// The instant so many nanoseconds after the clock's origin.
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// The earlier of the two.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The instant that comes `interval` later.
  public static func + (start: Instant, interval: Interval) -> Instant {
    Instant(nanoseconds: start.nanoseconds &+ interval.nanoseconds)
  }

  /// The time from `start` to `end`; none if `end` comes first.
  public static func - (end: Instant, start: Instant) -> Interval {
    Interval(
      nanoseconds: end.nanoseconds > start.nanoseconds ? end.nanoseconds - start.nanoseconds : 0)
  }
}

/// A length of time, never negative.
public struct Interval: Comparable, Hashable, Sendable {
  /// The length in nanoseconds.
  public var nanoseconds: UInt64

  /// A length of so many nanoseconds.
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// No time at all.
  public static let none = Interval(nanoseconds: 0)

  /// A length of so many milliseconds.
  public static func milliseconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count * 1_000_000)
  }

  /// A length of so many seconds.
  public static func seconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count * 1_000_000_000)
  }

  /// The length in seconds.
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// The shorter of the two.
  public static func < (left: Interval, right: Interval) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// Both one after the other; the longest there can be where that would be longer.
  public static func + (left: Interval, right: Interval) -> Interval {
    let (sum, isTooLong) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return Interval(nanoseconds: isTooLong ? .max : sum)
  }

  /// What is left of the first without the second; none if that is longer.
  public static func - (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left > right ? left.nanoseconds - right.nanoseconds : 0)
  }

  /// One of `count` equal parts.
  public static func / (interval: Interval, count: UInt64) -> Interval {
    Interval(nanoseconds: interval.nanoseconds / count)
  }

  /// The length `factor` times over.
  public static func * (interval: Interval, factor: UInt64) -> Interval {
    Interval(nanoseconds: interval.nanoseconds * factor)
  }
}

/// Where the shells read the time; the simulator puts a virtual one here.
public protocol Clock {
  /// The current instant.
  var now: Instant { get }
}
