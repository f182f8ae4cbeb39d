/// Keeps the staleness of pushes within a bound: stale synchronous parallel (Ho et al. 2013), with
/// θ's versions as the clock.
///
/// A push that reads version r and moves θ from version w has the staleness w − r: so many updates
/// it has not seen. All that is under way can be applied within the bound s if, in the order of the
/// versions read, the i-th (from 0) has w + i − r ≤ s. That is kept true: by giving out no more than
/// s + 1 steps at a time, and by letting a push wait while another that read an older version would
/// be pushed past the bound.
struct StalenessBound: Equatable, Sendable {
  /// The greatest staleness that a push may have.
  let most: UInt64

  /// Async mode: a push may have any staleness.
  static let none = StalenessBound(most: .max)

  /// Whether one more worker may read the current version.
  ///
  /// - Parameter underWay: how many pushes are awaited or waiting.
  func allowsReading(underWay: Int) -> Bool {
    UInt64(underWay) <= most
  }

  /// Whether θ may move from `version` although these pushes have yet to be applied.
  ///
  /// - Parameter others: the versions that they read, ascending.
  func allowsMoving(from version: UInt64, others: [UInt64]) -> Bool {
    for (index, read) in others.enumerated() {
      // w + 1 + i − r ≤ s; no version that was read is newer than the present one.
      guard version + 1 + UInt64(index) - read <= most else { return false }
    }
    return true
  }
}
