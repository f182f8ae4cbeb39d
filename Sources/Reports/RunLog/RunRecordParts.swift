import Coordination

extension RunRecord {
  /// One server's part of the run.
  struct Generation: Equatable, Sendable {
    var number: UInt64
    /// θ's version that it began with.
    var version: UInt64
    /// Seconds since 1970.
    var start: Double
    /// When the last was heard of it.
    var last: Double
    /// How it ended; nil where it said nothing.
    var outcome: RunOutcome?
    /// The last step that it logged.
    var lastStep: UInt64?
  }

  /// A worker's connection.
  struct Session: Equatable, Sendable {
    var generation: UInt64
    var id: SessionID
    var worker: String
    var host: String
    var kernel: String
    /// Its public key, where workers have keys.
    var key: String?
    /// Seconds since 1970.
    var joined: Double
    /// When it ended; nil while it is there, or where nothing was said of its end.
    var left: Double?
    /// Why it ended.
    var reason: String?
    /// Whether the reason is another than the run's end or a goodbye.
    var isLost = false
    /// When it was late, so that others were given its work: seconds since 1970.
    var lateness: [Lateness] = []
    /// How often it was, those that are not kept among them.
    var timesLate: UInt64 = 0
    /// The server's clock less the worker's, in seconds.
    var clockOffset: Double?
    /// The time of a message there and back, in seconds.
    var roundTrip: Double?
  }

  /// That a worker was late.
  struct Lateness: Equatable, Sendable {
    /// Seconds since 1970.
    var time: Double
    /// How many units were given to others.
    var units: UInt64
    /// How long it had had them, in seconds.
    var seconds: Double
  }

  /// One evaluation.
  struct Evaluation: Equatable, Sendable {
    var time: Double
    var step: UInt64
    var epoch: UInt64
    var loss: Double
    var accuracy: Double?
    var seconds: Double

    init(time: Double, _ summary: EvaluationSummary) {
      self.time = time
      step = summary.version
      epoch = summary.epoch
      loss = summary.loss
      accuracy = summary.accuracy
      seconds = summary.duration.inSeconds
    }
  }

  /// Something out of the ordinary.
  struct Note: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
      case refusedWorker = "refused worker"
      case unknownKey = "unknown key"
      case changedKeys = "changed keys"
      case badFrame = "bad frame"
      case strayMessage = "stray message"
      case crowding = "too many connections"
      case failedCheckpoint = "failed checkpoint"
      case skippedStep = "skipped step"
      case skippedEvaluation = "skipped evaluation"
      case repeated = "not logged one by one"
      case wait = "wait"
    }

    var time: Double
    var kind: Kind
    var text: String
    /// How long it lasted, in seconds, where it is a wait.
    var duration: Double?
  }
}
