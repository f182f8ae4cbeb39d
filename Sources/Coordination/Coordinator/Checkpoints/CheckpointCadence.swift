/// When checkpoints are written: at their times, on request, after a failure again, and at the end.
///
/// Invariant: one is under way at most, and it is not of what is durable already.
struct CheckpointCadence: Sendable {
  /// What the newest durable checkpoint holds, or what the run began with, which needs none; nil where
  /// a run has no steps, and is there for the first θ.
  private(set) var durable: CheckpointPoint?
  /// What the one under way holds.
  private(set) var underWay: CheckpointPoint?
  /// Whether another is to follow as soon as it can.
  private(set) var isRequested = false
  /// How many could not be written.
  private(set) var failures: UInt64 = 0
  /// When one that could not be written is tried again.
  private(set) var retry = CheckpointRetry()
  /// When the last one was begun, or the training.
  private var lastBegunAt = Instant.origin
  private let schedule: CoordinatorConfiguration.CheckpointSchedule

  init(
    _ schedule: CoordinatorConfiguration.CheckpointSchedule, durable: CheckpointPoint?
  ) {
    self.schedule = schedule
    self.durable = durable
  }

  /// Training begins: the time until the next is counted from here.
  mutating func trainingBegan(at now: Instant) { lastBegunAt = now }

  /// Whether one is due within an epoch.
  func isDue(at version: UInt64, _ now: Instant) -> Bool {
    switch schedule {
    case .epochs: false
    case .steps(let steps): version % steps == 0
    case .time(let interval): now - lastBegunAt >= interval
    }
  }

  /// Whether one is due at an epoch's end.
  func isDueAfterEpoch(at version: UInt64, _ now: Instant) -> Bool {
    schedule == .epochs || isDue(at: version, now)
  }

  /// Whether times alone make one due, so that a tick has to look.
  var dependsOnTime: Bool {
    if case .time = schedule { true } else { false }
  }

  /// Asks for one of what there is now, as soon as that can be.
  mutating func request() { isRequested = true }

  /// Begins to write one, unless what there is now is durable or being written; while another is under
  /// way it is requested.
  ///
  /// - Returns: whether it is to be written.
  mutating func begin(_ point: CheckpointPoint, at now: Instant) -> Bool {
    guard point != durable, point != underWay else { return false }
    guard underWay == nil else {
      isRequested = true
      return false
    }
    isRequested = false
    retry.begun()
    underWay = point
    lastBegunAt = now
    return true
  }

  /// The one under way is durable.
  mutating func written() {
    durable = underWay
    underWay = nil
    retry.reset()
  }

  /// The one under way could not be written.
  mutating func failed(at now: Instant) {
    underWay = nil
    failures += 1
    retry.failed(at: now)
  }

  /// Whether one that could not be written is to be tried again.
  func isRetryDue(at now: Instant) -> Bool { retry.due.map { now >= $0 } ?? false }

  /// It is tried again.
  mutating func retryBegun() { retry.begun() }

  /// The outcome is decided: what was requested before, or failed, counts no more.
  mutating func startOver() {
    isRequested = false
    retry.reset()
  }

  /// Nothing is tried again from now on.
  mutating func stopRetrying() { retry.reset() }

  /// What of the invariant does not hold; nil where it does.
  var violatedInvariant: String? {
    guard let underWay else { return nil }
    return underWay == durable ? "a checkpoint of θ\(underWay.version) is written twice" : nil
  }
}
