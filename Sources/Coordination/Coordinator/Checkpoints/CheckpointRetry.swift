/// When a checkpoint that could not be written is tried again: what was in the disk's way may have
/// gone, and until then a crash costs more with each step.
struct CheckpointRetry: Equatable, Sendable {
  /// How many have failed in a row.
  private(set) var failures = 0
  /// When the next is to be tried, unless one is due or under way before.
  private(set) var due: Instant?

  /// One has failed.
  mutating func failed(at now: Instant) {
    var pause = Limits.checkpointRetryPauseMin
    for _ in 0..<failures where pause < Limits.checkpointRetryPauseMax { pause = pause * 2 }
    failures += 1
    due = now + min(pause, Limits.checkpointRetryPauseMax)
  }

  /// One is under way.
  mutating func begun() {
    due = nil
  }

  /// One was written, or what counts begins anew.
  mutating func reset() {
    failures = 0
    due = nil
  }
}
