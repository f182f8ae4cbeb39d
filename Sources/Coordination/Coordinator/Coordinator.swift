/// The state machine that decides everything: who takes part, who computes what, when θ moves, when
/// a checkpoint is due and when the run is over.
///
/// It is a value without clock, socket or randomness: the same state and input give the same state
/// and effects. Its parts stand in files of their own: membership, who gets which work, the
/// synchronous step, the stream of steps of the other modes, the evaluation, timing, the end.
public struct Coordinator: Sendable {
  /// What the run is doing.
  enum Phase: Equatable {
    /// The server loads the data.
    case loadingData
    /// Fewer workers are ready than are expected for the start.
    case gathering
    /// Micro-batches of step `version` are being computed.
    case stepping(since: Instant)
    /// Workers compute a step each, and each push moves θ.
    case streaming
    /// The shell applies the update.
    case updating(UpdateUnderWay)
    /// The validation data is being evaluated.
    case evaluating(since: Instant)
    /// All that is left is a checkpoint that must become durable.
    case finishing(RunOutcome)
    /// The workers have been told; those that live say goodbye.
    case parting(RunOutcome, until: Instant)
    /// Over.
    case ended
  }

  /// An update that the shell has been asked for.
  struct UpdateUnderWay: Equatable {
    let since: Instant
    let askedAt: Instant
    /// Of the worker that had the step to itself, where one had.
    var timing: StepTiming?
    let step: UInt64
    let readVersion: UInt64
    let lossSum: Double
    let samples: Int
    /// What the apply log will say of it, where there is one.
    let applied: AppliedUpdate?
  }

  let configuration: CoordinatorConfiguration
  let tree: ReductionTree
  var phase = Phase.loadingData
  var schedule = StepSchedule(samples: 1, batch: 1, length: .steps(0))
  var facts: DataFacts?
  /// θ's version: the number of updates applied to it.
  public internal(set) var version: UInt64

  /// In the order of their ids.
  var sessions: [Session] = []
  var lastSession: UInt32 = 0
  var badFrameCount = KindCount<FrameMistake>()
  var strayMessageCount = KindCount<StrayReason>()
  var folding: EventFolding
  /// The keys of connections that were turned away, the first few.
  var turnedAwayKeys: [String] = []
  /// Who is let in; nil where workers have no keys.
  var authorizedKeys: [WorkerKey]?
  var nextHeartbeat = Instant(nanoseconds: 0)

  var ledger = WorkLedger()
  /// For each leaf, how many micro-batches the gradient covers that is held there; 0 for none.
  var partLengths: [Int]
  /// The loss sum of the part that is held at each leaf.
  var partLosses: [Double]
  /// For adding up losses along the tree.
  var lossStack: [Double] = []
  /// For choosing who gets work: positions in `sessions`, their paces, what each gets.
  var candidates: [Int] = []
  var paces: [UInt64] = []
  var shares = WorkShares()

  /// Where each push moves θ: what is left of the epoch's steps, and how stale a push may be.
  var stream: StepStream
  let bound: StalenessBound?
  var staleness = StalenessHistogram()
  /// For judging the bound: versions that others have read.
  var readVersions: [UInt64] = []
  /// When θ last moved.
  var lastMove = Instant(nanoseconds: 0)

  /// Whose θ is on its way, where it goes to one worker after the other.
  var turn: Turn?
  /// How long a turn lasts as long as none has been measured: half as long after each that ran out.
  var unmeasuredTurn = Limits.unmeasuredOrderTime

  var budget: SpeculationBudget
  var probation = Probation()
  /// When a unit was last done, and what has been reported to be waited for since.
  var lastProgress = Instant(nanoseconds: 0)
  var lastWait: Wait?
  var droppedMicroBatches: UInt64 = 0
  var skippedSteps: UInt64 = 0

  var tallies: [Tally] = []
  /// What the validations so far have come to; part of each checkpoint.
  public internal(set) var validationHistory: ValidationHistory

  var checkpointUnderWay: CheckpointPoint?
  var checkpointWanted = false
  var failedCheckpoints: UInt64 = 0
  /// When a checkpoint that could not be written is tried again.
  var checkpointRetry = CheckpointRetry()
  /// Set where the run has ended although its last checkpoint could not be written: the steps that
  /// are part of that θ although an earlier one is not.
  public internal(set) var unsavedAppliedAhead: [UInt64]?
  /// The version of the newest durable checkpoint, or that the run began with, which needs none;
  /// nil where a run has no steps, and is there for the first θ.
  var lastCheckpoint: CheckpointPoint?
  var lastCheckpointAt = Instant(nanoseconds: 0)

  /// A coordinator for a run that has not begun, or goes on from a checkpoint.
  public init(_ configuration: CoordinatorConfiguration) {
    self.configuration = configuration
    validationHistory = configuration.validationHistory
    authorizedKeys = configuration.authorizedKeys
    tree = ReductionTree(leafCount: configuration.microBatches)
    version = configuration.firstVersion
    lastCheckpoint =
      configuration.length == .steps(0)
      ? nil
      : CheckpointPoint(
        version: configuration.firstVersion,
        validatedVersion: configuration.validationHistory.lastVersion)
    partLengths = Array(repeating: 0, count: configuration.microBatches)
    partLosses = Array(repeating: 0, count: configuration.microBatches)
    lossStack.reserveCapacity(Limits.treeLevelsMax + 1)
    candidates.reserveCapacity(Limits.sessionsMax)
    paces.reserveCapacity(Limits.sessionsMax)
    stream = StepStream(version: version, appliedAhead: configuration.appliedAhead)
    if case .bounded(let staleness) = configuration.mode {
      bound = StalenessBound(most: staleness)
    } else {
      bound = nil
    }
    folding = EventFolding(
      burst: configuration.repeatedEventsMax, sessionBurst: configuration.repeatedSessionsMax)
    budget = SpeculationBudget(
      share: configuration.speculationShare, microBatches: configuration.microBatches)
  }

  /// Whether a step's gradients are summed, whoever computed them; else each push moves θ.
  var isSynchronous: Bool {
    if case .sync = configuration.mode { true } else { false }
  }

  /// How many micro-batches of a step may be left out.
  var droppable: Int {
    if case .sync(let drop) = configuration.mode { min(drop, tree.leafCount - 1) } else { 0 }
  }

  /// Whether the job alone does not say how θ came about.
  var writesApplyLog: Bool { !isSynchronous || droppable > 0 }

  /// When the shell should send a `tick` if nothing else happens.
  public var nextTick: Instant {
    if case .parting(_, let deadline) = phase { return min(deadline, nextHeartbeat) }
    var next = nextHeartbeat
    if let lateness = nextLateness { next = min(next, lateness) }
    if let overdue = nextOverdue { next = min(next, overdue) }
    if let deadline = turnDeadline { next = min(next, deadline) }
    if let retry = checkpointRetry.due { next = min(next, retry) }
    return next
  }

  /// How many steps the run has, once the data is known.
  public var totalSteps: UInt64 { schedule.totalSteps }

  /// How many steps an epoch has, once the data is known.
  public var stepsPerEpoch: UInt64 { schedule.stepsPerEpoch }

  /// How many things came in that are no messages.
  public var badFrames: UInt64 { badFrameCount.total }

  /// How many messages came in that are of another job, generation or session.
  public var strayMessages: UInt64 { strayMessageCount.total }

  /// Takes one input and appends what is to be done to `effects`.
  ///
  /// The shell hands in the same array again and again, so that a steady step allocates nothing.
  public mutating func step(
    _ input: CoordinatorInput, at now: Instant, into effects: inout [CoordinatorEffect]
  ) {
    if phase == .ended {
      if case .received(_, _, _, let payload?, _) = input {
        effects.append(.discard(payload.handle))
      }
      return
    }
    switch input {
    case .tick:
      tick(at: now, &effects)
    case .dataReady(let facts):
      dataReady(facts, at: now, &effects)
    case .dataFailed(let reason):
      finish(.failed(.data(reason)), at: now, &effects)
    case .received(let message, let peer, let envelope, let payload, let key):
      received(message, from: peer, key, envelope, payload, at: now, &effects)
    case .badFrame(let peer, let mistake, let reason):
      badFrame(from: peer, mistake, reason, at: now, &effects)
    case .undelivered(let message, let peer, let isGone):
      undelivered(message, to: peer, isGone: isGone, at: now, &effects)
    case .disconnected(let peer):
      disconnected(peer, at: now, &effects)
    case .updated(let summary):
      updated(summary, at: now, &effects)
    case .checkpointWritten(let version):
      lastCheckpoint = checkpointUnderWay
      checkpointUnderWay = nil
      checkpointRetry.reset()
      effects.append(.report(.checkpointWritten(version: version)))
      checkpointEnded(failure: nil, at: now, &effects)
    case .checkpointFailed(let version, let reason):
      checkpointUnderWay = nil
      failedCheckpoints += 1
      checkpointRetry.failed(at: now)
      effects.append(
        .report(.checkpointFailed(version: version, reason: reason, count: failedCheckpoints)))
      checkpointEnded(failure: reason, at: now, &effects)
    case .checkpointRequested:
      checkpointRequested(at: now, &effects)
    case .authorized(let keys, let problem):
      authorized(keys, problem, at: now, &effects)
    case .turnedAway(let connection):
      turnedAway(connection, &effects)
    case .stopRequested(let reason):
      finish(.interrupted(reason), at: now, &effects)
    }
    passTurn(at: now, &effects)
  }

  /// How to sum the held gradients: see `ReductionTree.forEachOperation`.
  public func forEachSumOperation(_ body: (ReductionTree.Operation) -> Void) {
    tree.forEachOperation(lengths: partLengths, body)
  }

  func envelope(of session: SessionID) -> Envelope {
    Envelope(
      session: session, generation: configuration.generation, job: configuration.jobFingerprint)
  }
}
