import Coordination

/// A clock that stands still until it is told how much time has passed.
public final class VirtualClock: Clock {
  /// The current instant.
  public private(set) var now: Instant

  /// A clock that shows `start`.
  public init(start: Instant = Instant(nanoseconds: 0)) {
    now = start
  }

  /// Lets so much time pass.
  public func advance(by interval: Interval) {
    now = now + interval
  }

  /// Lets the time until `instant` pass; none if that is over.
  public func advance(to instant: Instant) {
    now = max(now, instant)
  }
}
