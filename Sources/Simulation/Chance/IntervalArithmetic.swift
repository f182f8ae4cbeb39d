import Coordination

extension Interval {
  /// A length of so many microseconds.
  static func microseconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count * 1000)
  }

  /// The two lengths, one after the other.
  static func + (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds + right.nanoseconds)
  }
}
