/// One line of a run's log, read. What older versions did not write is nil.
public struct RunLogEntry: Equatable, Sendable {
  /// Seconds since 1970.
  public let time: Double
  /// What happened.
  public let event: Event

  /// What happened; see `RunEvent`, whose log this is.
  public enum Event: Equatable, Sendable {
    case listening(generation: UInt64, version: UInt64, settings: [String])
    case workerJoined(session: UInt64, worker: String, host: String, kernel: String, key: String?)
    case workerLeft(session: UInt64, worker: String, reason: String, reassigned: UInt64)
    case workerRefused(worker: String, reason: String)
    case badFrame(reason: String)
    case strayMessage(reason: String)
    case discarded(badFrames: UInt64, strayMessages: UInt64)
    case duplicatePush
    case crowded(connectionsMax: UInt64)
    case speculated(session: UInt64, worker: String, units: UInt64, seconds: Double)
    case stepSkipped(step: UInt64, worker: String)
    case waiting(for: String)
    case started(step: UInt64, totalSteps: UInt64, stepsPerEpoch: UInt64, workers: Int)
    case step(LoggedStep)
    case evaluation(step: UInt64, epoch: UInt64, loss: Double, accuracy: Double?, seconds: Double)
    case checkpoint(step: UInt64)
    case checkpointFailed(step: UInt64, reason: String)
    case summary(RunCounts)
    case clock(session: UInt64, offset: Double, roundTrip: Double)
    case resources(cpuSeconds: Double, peakMemory: Double)
    case ended(outcome: String, reason: String)
    /// Of an event that this program does not know.
    case other(String)
  }

  /// An entry.
  public init(time: Double, _ event: Event) {
    self.time = time
    self.event = event
  }
}

/// Counts over one server's part of a run.
public struct RunCounts: Equatable, Sendable {
  /// Units of work whose result was used.
  public var usedUnits: UInt64 = 0
  /// Units given to a second worker.
  public var speculatedUnits: UInt64 = 0
  /// Units whose result was of no use.
  public var wastedUnits: UInt64 = 0
  /// Micro-batches left out.
  public var droppedMicroBatches: UInt64 = 0
  /// Steps left out.
  public var skippedSteps: UInt64 = 0
  /// How many pushes had a staleness of 0, 1, 2 …; nil where all were fresh by construction.
  public var staleness: [UInt64]?
  /// The greatest staleness.
  public var stalenessMost: UInt64?

  /// No counts.
  public init() {}
}
