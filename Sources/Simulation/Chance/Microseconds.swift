import Coordination

extension Interval {
  /// A length of so many microseconds.
  static func microseconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count * 1000)
  }
}
