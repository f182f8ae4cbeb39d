import Coordination
import Glibc

/// The system's monotonic clock: the same for all processes of a host, unmoved by the time of day.
public struct MonotonicClock: Clock, Sendable {
  /// The system's clock.
  public init() {}

  /// The current instant.
  public var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }
}
