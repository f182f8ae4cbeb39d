/// How a run ended, and why.
public enum RunOutcome: Equatable, Sendable {
  /// All steps are done, or a target is reached.
  case completed(Completion)
  /// It was told to stop; it can be resumed.
  case interrupted(StopReason)
  /// It can't go on.
  case failed(Failure)

  /// Why a run was complete.
  public enum Completion: Equatable, Sendable {
    /// As many steps as the job asks for are done.
    case allSteps(UInt64)
    /// The job asks for none.
    case noSteps
    /// The validation data's accuracy is as high as the job wants it.
    case accuracy(Double, target: Double)
    /// The validation data's loss is as low as the job wants it.
    case loss(Double, target: Double)
    /// So many validations in a row had no lower loss than the best.
    case patience(epochs: UInt64, best: ValidationHistory.Best)
    /// A sentence alone, of a log without a code.
    case worded(String)
  }

  /// Why a run could not go on. A step is counted from 1.
  public enum Failure: Equatable, Sendable {
    /// The data can't be loaded, for this reason.
    case data(String)
    /// The last checkpoint, of this version, could not be written, for this reason.
    case lastCheckpoint(version: UInt64, String)
    /// A step's loss is no finite number.
    case loss(NonFiniteNumber, step: UInt64, epoch: UInt64)
    /// A gradient from the worker of this name holds a number that is not finite.
    case gradient(worker: String, step: UInt64, epoch: UInt64)
    /// A step's update gave a number that is not finite.
    case update(step: UInt64, epoch: UInt64)
    /// The loss of a validation after a step is no finite number.
    case validation(NonFiniteNumber, step: UInt64, epoch: UInt64)
    /// A sentence alone, of a log without a code.
    case worded(String)
  }

  /// Whether it could not go on.
  public var isFailure: Bool {
    if case .failed = self { true } else { false }
  }
}

/// A floating-point value that is not finite.
public enum NonFiniteNumber: String, Equatable, Sendable, CaseIterable {
  /// Not a number.
  case nan
  /// Positive infinity.
  case infinity = "inf"
  /// Negative infinity.
  case negativeInfinity = "-inf"

  /// Nil for a finite number.
  public init?(_ value: Double) {
    guard !value.isFinite else { return nil }
    self = value.isNaN ? .nan : value > 0 ? .infinity : .negativeInfinity
  }
}
