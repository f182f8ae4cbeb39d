/// A point on a clock that never goes back, in nanoseconds from an origin that only that clock knows.
public struct Instant: Comparable, Hashable, Sendable {
  /// Nanoseconds since the clock's origin.
  public var nanoseconds: UInt64

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
