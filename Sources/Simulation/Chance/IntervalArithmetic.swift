import Coordination

extension Interval {
  /// A length of so many microseconds.
  static func microseconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count * 1000)
  }

  /// A part of a length.
  static func / (interval: Interval, parts: UInt64) -> Interval {
    Interval(nanoseconds: interval.nanoseconds / parts)
  }

  /// The two lengths, one after the other.
  static func + (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds + right.nanoseconds)
  }
}
