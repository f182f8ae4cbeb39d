/// What the server says to a worker.
public enum ServerMessage: Equatable, Sendable {
  /// The answer to hello: a session, and the job to prepare.
  case welcome(Welcome)
  /// This worker can't take part, and trying again won't help.
  case refused(RefusalReason)
  /// There is no room for this worker now: it may ask again.
  case busy(RefusalReason)
  /// Work to do. The payload, where there is one, is θ of the order's version; without one the
  /// worker has that version already.
  case work(WorkOrder)
  /// The server lives. The time is the server's clock's.
  case heartbeat(sentAt: Instant)
  /// The server does not know the session: say hello again.
  case rejoin
  /// The run has ended so, or is about to, where nothing is said of how; nothing more will come.
  case finished(RunOutcome?)
}

/// What a new worker needs to know.
public struct Welcome: Equatable, Sendable {
  /// The job as JSON text.
  public var job: String
  /// The job's M, which fixes the reduction tree.
  public var microBatches: Int
  /// When it was sent, by the server's clock.
  public var sentAt: Instant

  /// A welcome to this job.
  public init(job: String, microBatches: Int, sentAt: Instant) {
    self.job = job
    self.microBatches = microBatches
    self.sentAt = sentAt
  }
}

/// A contiguous range of units to compute at one version of θ.
public struct WorkOrder: Equatable, Sendable {
  /// What a unit is.
  public enum Kind: UInt8, Sendable {
    /// A micro-batch of a step.
    case gradient = 1
    /// A slice of the validation data.
    case evaluation = 2
  }

  /// Its place among the orders of its session, counted from 1: a worker sees by it that one has come
  /// twice, or has been lost.
  public var number: UInt32
  /// What is computed.
  public var kind: Kind
  /// The step that the micro-batches belong to; the version for evaluations.
  public var step: UInt64
  /// The version of θ to compute with.
  public var version: UInt64
  /// The units' indexes.
  public var units: Range<Int>

  /// Whether the worker is to say at once that θ, which comes with the order, has arrived.
  public var asksForArrival: Bool

  /// An order of these units.
  public init(
    number: UInt32, kind: Kind, step: UInt64, version: UInt64, units: Range<Int>,
    asksForArrival: Bool = false
  ) {
    self.number = number
    self.kind = kind
    self.step = step
    self.version = version
    self.units = units
    self.asksForArrival = asksForArrival
  }
}
