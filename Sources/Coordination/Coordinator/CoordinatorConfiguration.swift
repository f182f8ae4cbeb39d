/// What the coordinator needs to know of the job and of how it is served.
public struct CoordinatorConfiguration: Sendable {
  /// When a run is over.
  public enum Length: Equatable, Sendable {
    /// After so many passes over the training data.
    case epochs(UInt64)
    /// After so many steps.
    case steps(UInt64)
  }

  /// When a checkpoint is due, beside the one at the end.
  public enum CheckpointSchedule: Equatable, Sendable {
    /// At each epoch's end.
    case epochs
    /// After every so many steps.
    case steps(UInt64)
    /// When so much time has passed since the last one.
    case time(Interval)
  }

  /// When θ moves, relative to the workers' gradients.
  public enum Mode: Equatable, Sendable {
    /// When the gradients of all micro-batches of a step but `drop` have come: bulk synchronous
    /// parallel, with backup workers (Chen et al. 2016) where `drop` is not 0. What comes later is
    /// left out, and the sum is scaled up for it.
    case sync(drop: Int)
    /// With each gradient of a whole step, at once (Downpour SGD, Dean et al. 2012).
    case async
    /// The same, but no gradient is applied that has not seen more than `staleness` updates (Ho et
    /// al. 2013).
    case bounded(staleness: UInt64)

    /// Whether a step's gradients are summed, whichever workers computed them; else each push moves θ.
    public var isSynchronous: Bool {
      if case .sync = self { true } else { false }
    }
  }

  /// The job as JSON text, for the workers.
  public var job: String
  /// Tells the job from others in the envelopes of all messages; 0 tells none from another.
  public var jobFingerprint: UInt64 = 0
  /// This server process's number, one more than that of the checkpoint it resumed from.
  public var generation: UInt64 = 1
  /// The version of θ to start from: 0, or a checkpoint's.
  public var firstVersion: UInt64 = 0
  /// The steps that are part of that version although earlier ones are not; ascending.
  public var appliedAhead: [UInt64] = []
  /// When θ moves.
  public var mode = Mode.sync(drop: 0)
  /// λ of the term λ g⊙g⊙(θ_now − θ_read) that is added to a gradient g which was computed at an
  /// older θ (DC-ASGD, Zheng et al. 2017); 0 for none. Only where each push moves θ.
  public var compensation: Float = 0
  /// Leave out a step whose gradient holds a number that is not finite, instead of failing.
  public var skipsNonFinite = false
  /// Samples of a full global batch.
  public var batch: Int
  /// Micro-batches M of a global batch.
  public var microBatches: Int
  /// When the run is over.
  public var length: Length
  /// When checkpoints are written.
  public var checkpoints: CheckpointSchedule = .epochs
  /// Whether evaluations count correct answers.
  public var measuresAccuracy: Bool
  /// Stop when an evaluation reaches this share of correct answers.
  public var targetAccuracy: Double?
  /// Stop when an evaluation's mean loss is this low.
  public var targetLoss: Double?
  /// Stop when so many validations in a row were no better than the best; nil goes on.
  public var patience: UInt64?
  /// Reduce the learning rate when so many validations in a row were no better than the best, counted
  /// anew after each reduction; nil never does.
  public var reducesRateAfter: UInt64?
  /// What the validations of the run so far have come to.
  public var validationHistory = ValidationHistory()
  /// Training starts when so many workers are ready.
  public var workersExpected = 1
  /// Training waits while fewer are ready.
  public var workersMin = 1
  /// At most this share of the work is given to a second worker because the first is late; 0 for
  /// none.
  public var speculationShare = Limits.speculationShareDefault
  /// Whether a faster worker gets more micro-batches; else all get as many.
  public var sharesFollowPace = true
  /// Whether a new θ goes to one worker after the other, in the modes in which all get it at once:
  /// over a link that it fills, the first then compute and push while it is on its way to the rest.
  public var sendsInTurn = false
  /// Refuse workers whose BLAS kernel is another; nil takes any.
  public var requiredBLASKernel: String?
  /// The keys that are let in, until told otherwise; nil where workers have no keys.
  public var authorizedKeys: [WorkerKey]?
  /// A wait is reported when nothing has moved for so long.
  public var noticeableWait = Limits.noticeableWait
  /// How many events of a kind that peers can repeat at will are told in quick succession.
  public var repeatedEventsMax = Limits.repeatedEventsMax
  /// How many sessions that begin, with their end, are told in quick succession.
  public var repeatedSessionsMax = Limits.repeatedSessionsMax
  /// A worker silent for so long is given up.
  public var heartbeatTimeout = Limits.heartbeatTimeoutDefault
  /// Check all invariants after each input (`Coordinator.brokenInvariant`): debug builds do, tests and
  /// the simulator.
  public var checksInvariants = Self.isDebugBuild

  private static var isDebugBuild: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  /// A configuration with these values, and the defaults for all others.
  public init(
    job: String, batch: Int, microBatches: Int, length: Length, measuresAccuracy: Bool
  ) {
    self.job = job
    self.batch = batch
    self.microBatches = microBatches
    self.length = length
    self.measuresAccuracy = measuresAccuracy
  }
}

/// What the server has found out about the job's data.
public struct DataFacts: Equatable, Sendable {
  /// What a worker's data must hash to.
  public var fingerprint: DataFingerprint
  /// How many training samples there are.
  public var trainingSamples: Int
  /// How many validation samples there are, 0 for none.
  public var validationSamples: Int

  /// These facts.
  public init(fingerprint: DataFingerprint, trainingSamples: Int, validationSamples: Int) {
    self.fingerprint = fingerprint
    self.trainingSamples = trainingSamples
    self.validationSamples = validationSamples
  }
}
