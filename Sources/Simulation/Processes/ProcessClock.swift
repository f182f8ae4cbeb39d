import Coordination

/// The time that a simulated process sees: the universe's, and what it has spent on computing since
/// its turn began. A turn runs at one instant of the universe, but what it does late in it happens
/// late.
final class ProcessClock: Clock {
  private let universe: VirtualClock
  private var spent = Interval(nanoseconds: 0)

  init(_ universe: VirtualClock) {
    self.universe = universe
  }

  var now: Instant { universe.now + spent }

  /// Lets a computation take so long.
  func spend(_ interval: Interval) {
    spent = Interval(nanoseconds: spent.nanoseconds + interval.nanoseconds)
  }

  /// Ends a turn.
  ///
  /// - Returns: when the process is free again.
  func endTurn() -> Instant {
    let end = now
    spent = Interval(nanoseconds: 0)
    return end
  }
}
