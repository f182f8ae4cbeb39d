/// What a worker says to the server.
public enum WorkerMessage: Equatable, Sendable {
  /// Asks for a session.
  case hello(Hello)
  /// The job is prepared and the data loaded: work may come. The echo is of the welcome.
  case ready(DataFingerprint, ClockEcho)
  /// The job can't be prepared here; the session ends.
  case unable(UnableReason)
  /// θ of this version, whose order asked for it, has arrived.
  case arrived(version: UInt64)
  /// The sum of the gradients of a subtree's micro-batches. The payload is the vector.
  case push(Push)
  /// One unit of an evaluation.
  case evaluated(EvaluationResult)
  /// The worker lives; and how its clock stands.
  case heartbeat(ClockEcho)
  /// The worker leaves; its micro-batches are for others.
  case goodbye(GoodbyeReason)
}

/// Who asks for a session.
public struct Hello: Equatable, Sendable {
  /// The name under which logs speak of the worker.
  public var name: String
  /// The host that it runs on.
  public var host: String
  /// The BLAS kernel that computes its gradients: other kernels, other bits.
  public var blasKernel: String

  /// A hello with these words.
  public init(name: String, host: String, blasKernel: String) {
    self.name = name
    self.host = host
    self.blasKernel = blasKernel
  }
}

/// Which data a process has: hashes of the samples themselves, not of files.
public struct DataFingerprint: Equatable, Sendable {
  /// Of the training data.
  public var training: UInt64
  /// Of the validation data; 0 where there are none.
  public var validation: UInt64

  /// A fingerprint of these two.
  public init(training: UInt64, validation: UInt64) {
    self.training = training
    self.validation = validation
  }
}

/// Names a pushed gradient: a second copy of the same (step, node) is the same bits.
public struct Push: Equatable, Sendable {
  /// The step that the micro-batches belong to.
  public var step: UInt64
  /// The version of θ that the gradient was computed from.
  public var version: UInt64
  /// The subtree that it sums up.
  public var node: TreeNode
  /// Σ ℓ over the subtree's samples, added along the same tree.
  public var lossSum: Double
  /// When the worker began to compute what it has not pushed before, by its clock.
  public var startedAt: Instant
  /// When it sent this, by its clock.
  public var sentAt: Instant

  /// A push with this name; without times it says nothing of how long it took.
  public init(
    step: UInt64, version: UInt64, node: TreeNode, lossSum: Double,
    startedAt: Instant = .origin, sentAt: Instant = .origin
  ) {
    self.step = step
    self.version = version
    self.node = node
    self.lossSum = lossSum
    self.startedAt = startedAt
    self.sentAt = sentAt
  }
}

/// One unit of an evaluation, computed.
public struct EvaluationResult: Equatable, Sendable {
  /// The version of θ that was evaluated.
  public var version: UInt64
  /// The unit: samples `unit * Limits.evaluationUnitSamples` and following.
  public var unit: UInt32
  /// What came out.
  public var tally: Tally

  /// A result of this unit.
  public init(version: UInt64, unit: UInt32, tally: Tally) {
    self.version = version
    self.unit = unit
    self.tally = tally
  }
}

/// Sums over evaluated samples.
public struct Tally: Equatable, Sendable {
  /// How many samples.
  public var samples: UInt64
  /// Σ ℓ over them.
  public var lossSum: Double
  /// How many were classified correctly; 0 in regression.
  public var correct: UInt64

  /// A tally of these sums.
  public init(samples: UInt64 = 0, lossSum: Double = 0, correct: UInt64 = 0) {
    self.samples = samples
    self.lossSum = lossSum
    self.correct = correct
  }

  /// Adds the right one's sums to the left one's.
  public static func += (left: inout Tally, right: Tally) {
    left.samples += right.samples
    left.lossSum += right.lossSum
    left.correct += right.correct
  }
}
