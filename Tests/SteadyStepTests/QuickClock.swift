import Coordination
import Platform

/// A clock that goes faster than the system's, so that the heartbeats of minutes come in a moment.
struct QuickClock: Clock {
  static let factor: UInt64 = 100

  private let origin = MonotonicClock().now

  var now: Instant {
    Instant(nanoseconds: (MonotonicClock().now - origin).nanoseconds * Self.factor)
  }

  /// When the system's clock will be where this one is then.
  func systemInstant(of instant: Instant) -> Instant {
    origin + Interval(nanoseconds: instant.nanoseconds / Self.factor)
  }
}
