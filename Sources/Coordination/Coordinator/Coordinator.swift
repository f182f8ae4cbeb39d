/// The state machine that decides everything: who takes part, who computes what, when θ moves, when
/// a checkpoint is due and when the run is over.
///
/// It is a value without clock, socket or randomness: the same state and input give the same state
/// and effects. Its parts own their state and know nothing of each other: `Roster` who takes part,
/// `Workforce` who computes what, `SynchronousEngine` or `StreamEngine` when θ moves, `Evaluation`,
/// `CheckpointCadence`. The coordinator routes each input to them and turns their answers into effects.
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
    /// The workers have been told of the outcome; those that live say goodbye.
    case shuttingDown(RunOutcome, until: Instant)
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

  /// How θ moves.
  enum Engine: Sendable {
    case synchronous(SynchronousEngine)
    case stream(StreamEngine)

    var schedule: StepSchedule {
      switch self {
      case .synchronous(let engine): engine.schedule
      case .stream(let engine): engine.schedule
      }
    }
  }

  let configuration: CoordinatorConfiguration
  let tree: ReductionTree
  var phase = Phase.loadingData
  /// θ's version: the number of updates applied to it.
  public internal(set) var version: UInt64
  /// What is known of the data; nil until the server has loaded them.
  var facts: DataFacts?
  /// Nil until the data are known, since they say how many steps an epoch has.
  var engine: Engine?
  var roster: Roster
  var workforce: Workforce
  var evaluation = Evaluation()
  var checkpoints: CheckpointCadence
  let stoppingRule: StoppingRule
  /// What the validations so far have come to; part of each checkpoint.
  public internal(set) var validationHistory: ValidationHistory
  var folding: EventFolding
  /// What has been reported to be waited for since something last moved.
  var reportedWait: Wait?
  var skippedSteps: UInt64 = 0
  /// Set where the run has ended although its last checkpoint could not be written: the steps that
  /// are part of that θ although an earlier one is not.
  public internal(set) var unsavedAppliedAhead: [UInt64]?
  /// The first invariant that did not hold after an input, where the configuration asks for checks.
  public private(set) var brokenInvariant: String?

  /// A coordinator for a run that has not begun, or is resumed from a checkpoint.
  public init(_ configuration: CoordinatorConfiguration) {
    self.configuration = configuration
    tree = ReductionTree(leafCount: configuration.microBatches)
    version = configuration.firstVersion
    roster = Roster(configuration)
    workforce = Workforce(configuration)
    validationHistory = configuration.validationHistory
    stoppingRule = StoppingRule(configuration)
    checkpoints = CheckpointCadence(
      configuration.checkpoints,
      durable: configuration.length == .steps(0)
        ? nil
        : CheckpointPoint(
          version: configuration.firstVersion,
          validatedVersion: configuration.validationHistory.lastVersion))
    folding = EventFolding(
      burst: configuration.repeatedEventsMax, sessionBurst: configuration.repeatedSessionsMax)
  }

  /// When the shell should send a `tick` if nothing else happens.
  public var nextTick: Instant {
    if case .shuttingDown(_, let deadline) = phase { return min(deadline, roster.nextHeartbeat) }
    var next = roster.nextHeartbeat
    if let straggler = nextStraggler { next = min(next, straggler) }
    if let overdue = workforce.nextUnreliable { next = min(next, overdue) }
    if hasUnits, let deadline = workforce.broadcastDeadline { next = min(next, deadline) }
    if let retry = checkpoints.retry.due { next = min(next, retry) }
    return next
  }

  /// How many steps the run has, once the data is known.
  public var totalSteps: UInt64 { engine?.schedule.totalSteps ?? 0 }

  /// How many steps an epoch has, once the data is known.
  public var stepsPerEpoch: UInt64 { engine?.schedule.stepsPerEpoch ?? 1 }

  /// How many things came in that are no messages.
  public var badFrames: UInt64 { roster.badFrames.total }

  /// How many messages came in that are of another job, generation or session.
  public var strayMessages: UInt64 { roster.strayMessages.total }

  /// Takes one input and appends what is to be done to `effects`.
  ///
  /// The shell passes the same array again and again, so that a steady step allocates nothing.
  public mutating func step(
    _ input: CoordinatorInput, at now: Instant, into effects: inout [CoordinatorEffect]
  ) {
    if phase == .ended {
      if case .received(_, _, _, let payload?, _) = input {
        effects.append(.discard(payload.handle))
      }
      return
    }
    route(input, at: now, &effects)
    if hasUnits {
      workforce.continueBroadcast(at: now)
      sendOrders(&effects)
    }
    if configuration.checksInvariants, brokenInvariant == nil {
      brokenInvariant = violatedInvariant
      assert(brokenInvariant == nil, brokenInvariant ?? "")
    }
  }

  private mutating func route(
    _ input: CoordinatorInput, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
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
      checkpoints.written()
      effects.append(.report(.checkpointWritten(version: version)))
      checkpointEnded(failure: nil, at: now, &effects)
    case .checkpointFailed(let version, let reason):
      checkpoints.failed(at: now)
      effects.append(
        .report(
          .checkpointFailed(version: version, reason: reason, count: checkpoints.failures)))
      checkpointEnded(failure: reason, at: now, &effects)
    case .checkpointRequested:
      checkpointRequested(at: now, &effects)
    case .authorized(let keys, let problem):
      authorized(keys, problem, at: now, &effects)
    case .turnedAway(let connection):
      if roster.isNewRejection(connection.publicKey) {
        effects.append(.report(.turnedAway(connection)))
      }
    case .stopRequested(let reason):
      finish(.interrupted(reason), at: now, &effects)
    }
  }

  /// How to sum the held gradients: see `ReductionTree.forEachOperation`.
  public func forEachSumOperation(_ body: (ReductionTree.Operation) -> Void) {
    switch engine {
    case .synchronous(let engine):
      tree.forEachOperation(lengths: engine.partLengths, body)
    case .stream, nil:
      body(.load(firstLeaf: 0))
    }
  }

  // MARK: The phases

  /// Whether a step or an evaluation is under way whose units workers share.
  var hasUnits: Bool {
    switch phase {
    case .stepping, .evaluating: true
    case .loadingData, .gathering, .streaming, .updating, .finishing, .shuttingDown, .ended: false
    }
  }

  /// Whether the outcome is decided, and no step will follow.
  var isEnding: Bool {
    switch phase {
    case .finishing, .shuttingDown, .ended: true
    case .loadingData, .gathering, .stepping, .streaming, .updating, .evaluating: false
    }
  }

  /// Whether the job alone does not say how θ came about.
  var writesApplyLog: Bool {
    if case .synchronous(let engine) = engine { engine.drop > 0 } else { true }
  }

  /// The steps that are part of θ although an earlier one is not.
  var appliedAhead: [UInt64] {
    if case .stream(let engine) = engine {
      engine.stream.appliedAhead
    } else {
      configuration.appliedAhead
    }
  }

  /// Works on the engine of a mode in place; nil where the mode is another.
  @discardableResult
  mutating func withStream<Result>(_ body: (inout StreamEngine) -> Result) -> Result? {
    guard case .stream(var engine) = engine else { return nil }
    // The only reference to its arrays, so that changing them copies nothing.
    self.engine = nil
    defer { self.engine = .stream(engine) }
    return body(&engine)
  }

  @discardableResult
  mutating func withSynchronous<Result>(_ body: (inout SynchronousEngine) -> Result) -> Result? {
    guard case .synchronous(var engine) = engine else { return nil }
    self.engine = nil
    defer { self.engine = .synchronous(engine) }
    return body(&engine)
  }

  // MARK: Invariants

  /// What of the parts' invariants, or between them, does not hold; nil where all do. Between them: the
  /// workers are the active sessions.
  var violatedInvariant: String? {
    var active = workforce.workers[...]
    for session in roster.sessions where session.phase == .active {
      guard active.popFirst()?.session == session.id else {
        return "\(session.id) is active and no worker"
      }
    }
    guard active.isEmpty else { return "\(active.count) workers have no active session" }
    if let violation = roster.violatedInvariant ?? checkpoints.violatedInvariant
      ?? workforce.violatedInvariant(hasUnits: hasUnits)
    {
      return violation
    }
    if case .evaluating = phase,
      let violation = evaluation.violatedInvariant(workforce.ledger)
    {
      return violation
    }
    switch engine {
    case .synchronous(let engine):
      guard case .stepping = phase else { return nil }
      return engine.violatedInvariant(workforce.ledger)
    case .stream(let engine):
      return engine.violatedInvariant(at: version)
    case nil:
      return nil
    }
  }
}
