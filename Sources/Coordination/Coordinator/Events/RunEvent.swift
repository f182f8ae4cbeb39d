/// What happened in a run, with its reason, for logs, progress and reports.
public enum RunEvent: Equatable, Sendable {
  /// A worker is ready for work; `key` is the operator's name for its key, where it has one.
  case workerJoined(session: SessionID, hello: Hello, key: String?)
  /// A session ended; so many of its units go to others.
  case workerLeft(session: SessionID, name: String, reason: DepartureReason, reassigned: Int)
  /// A worker can't take part.
  case workerRefused(name: String, reason: RefusalReason)
  /// A connection was not let in, the first with this key.
  case turnedAway(TurnedAway)
  /// Other keys are let in than before: so many of them, of which `added` are new; `removed` are no
  /// longer. What is wrong with the list, if something is.
  case keysChanged(count: Int, added: [String], removed: [String], problem: String?)
  /// Something came in that is no message, the first of its kind; `count` of all kinds so far.
  case badFrame(FrameMistake, reason: String, count: UInt64)
  /// A message came in that is not for this run, the first for this reason; `count` for all reasons
  /// so far.
  case strayMessage(StrayReason, count: UInt64)
  /// So many more of these there have been since the last that was told.
  case repeated(RepeatedEvent, count: UInt64)
  /// So many bad frames and stray messages there were in the whole run, where there were any.
  case discarded(badFrames: UInt64, strayMessages: UInt64)
  /// A gradient came that was there already, or is no longer needed; it was dropped.
  case duplicatePush(session: SessionID, step: UInt64, node: TreeNode)
  /// A worker's clock was compared with the server's: it is `offset` nanoseconds ahead, at most half
  /// the round trip wrong.
  case clockCompared(session: SessionID, name: String, offset: Int64, roundTrip: Interval)
  /// So many units of a late worker were given out a second time: whoever is first is used.
  case speculated(session: SessionID, name: String, units: Int, after: Interval)
  /// A gradient, or a loss, was not finite: the step is left out. `name` is that of the worker that
  /// found it; nil where their sum was, or what the update gave. `count` of them so far.
  case stepSkipped(step: UInt64, name: String?, count: UInt64)
  /// The validation loss was not finite: the evaluation counts as none.
  case evaluationSkipped(version: UInt64)
  /// Nothing moves until this happens, and nothing has moved for so long.
  case waiting(for: Wait, after: Interval)
  /// Training starts or goes on.
  case started(version: UInt64, totalSteps: UInt64, stepsPerEpoch: UInt64, workers: Int)
  /// θ has moved.
  case stepCompleted(StepSummary)
  /// The validation data has been evaluated.
  case evaluated(EvaluationSummary)
  /// A checkpoint is durable.
  case checkpointWritten(version: UInt64)
  /// A checkpoint could not be written, the `count`-th of this server; training goes on.
  case checkpointFailed(version: UInt64, reason: String, count: UInt64)
  /// What else there is to say of the whole run; just before its end.
  case summary(RunSummary)
  /// The run is over.
  case ended(RunOutcome)
}

/// One update of θ.
public struct StepSummary: Equatable, Sendable {
  /// θ's version after it: the number of steps done.
  public var version: UInt64
  /// The pass over the data that it belongs to, counted from 1.
  public var epoch: UInt64
  /// The step whose samples they are; where each push moves θ, not always the version before.
  public var step: UInt64
  /// How many updates its gradient had not seen.
  public var staleness: UInt64
  /// Mean ℓ over its samples, at the θ that its gradient was computed from.
  public var loss: Double
  /// How many samples it had.
  public var samples: Int
  /// How many workers are ready.
  public var workers: Int
  /// What the update reported.
  public var update: UpdateSummary
  /// From the first order to the new θ; where each push moves θ, since the last move.
  public var duration: Interval
  /// Where the time went, from the first order to the new θ: the mean over the workers, or where each
  /// push moves θ that of the one whose push it was. Nil where the workers' clocks are not known.
  public var split: TimeSplit?

  /// A summary of these values.
  public init(
    version: UInt64, epoch: UInt64, step: UInt64, staleness: UInt64, loss: Double, samples: Int,
    workers: Int, update: UpdateSummary, duration: Interval, split: TimeSplit? = nil
  ) {
    self.version = version
    self.epoch = epoch
    self.step = step
    self.staleness = staleness
    self.loss = loss
    self.samples = samples
    self.workers = workers
    self.update = update
    self.duration = duration
    self.split = split
  }
}

/// Counts over a whole run.
public struct RunSummary: Equatable, Sendable {
  /// How stale the applied pushes were; nil where all were fresh by construction.
  public var staleness: StalenessHistogram?
  /// Units given to a second worker because the first was late.
  public var speculatedUnits: UInt64
  /// Units whose result came when another's had been taken, or was no longer of use.
  public var wastedUnits: UInt64
  /// Units whose result was used.
  public var usedUnits: UInt64
  /// Micro-batches that were left out since enough others had come.
  public var droppedMicroBatches: UInt64
  /// Steps left out since a gradient or a loss was not finite.
  public var skippedSteps: UInt64

  /// Counts of these values.
  public init(
    staleness: StalenessHistogram? = nil, speculatedUnits: UInt64 = 0, wastedUnits: UInt64 = 0,
    usedUnits: UInt64 = 0, droppedMicroBatches: UInt64 = 0, skippedSteps: UInt64 = 0
  ) {
    self.staleness = staleness
    self.speculatedUnits = speculatedUnits
    self.wastedUnits = wastedUnits
    self.usedUnits = usedUnits
    self.droppedMicroBatches = droppedMicroBatches
    self.skippedSteps = skippedSteps
  }
}

/// One evaluation of the validation data at one version of θ.
public struct EvaluationSummary: Equatable, Sendable {
  /// The version that was evaluated.
  public var version: UInt64
  /// How many passes over the data have begun.
  public var epoch: UInt64
  /// Mean ℓ.
  public var loss: Double
  /// Share of correct answers; nil in regression.
  public var accuracy: Double?
  /// How many samples were evaluated.
  public var samples: UInt64
  /// How long it took.
  public var duration: Interval

  /// A summary of these values.
  public init(
    version: UInt64, epoch: UInt64, loss: Double, accuracy: Double?, samples: UInt64,
    duration: Interval
  ) {
    self.version = version
    self.epoch = epoch
    self.loss = loss
    self.accuracy = accuracy
    self.samples = samples
    self.duration = duration
  }
}
