import Coordination

/// How many messages may be taken: so many at once, and so many a second (a token bucket).
public struct MessageAllowance: Sendable {
  private let interval: Interval
  private let burst: UInt64
  /// When the next would be due if all had come evenly.
  private var due: Instant

  /// - Parameters:
  ///   - perSecond: messages a second, in the long run.
  ///   - burst: messages at once.
  public init(perSecond: UInt64, burst: UInt64, at now: Instant) {
    interval = Interval(nanoseconds: 1_000_000_000 / perSecond)
    self.burst = burst
    due = now
  }

  /// When the next message may be taken.
  public var next: Instant {
    let slack = interval * (burst - 1)
    return due.nanoseconds > slack.nanoseconds
      ? Instant(nanoseconds: due.nanoseconds - slack.nanoseconds) : .origin
  }

  /// Takes one, if one may be taken.
  public mutating func take(at now: Instant) -> Bool {
    guard now >= next else { return false }
    due = max(due, now) + interval
    return true
  }
}
