import Coordination

extension RunOutcome {
  /// Why it ended, as a clause.
  public var reason: String {
    switch self {
    case .completed(let completion): completion.description
    case .interrupted(let reason): reason.description
    case .failed(let failure): failure.description
    }
  }
}

extension RunOutcome? {
  /// Why a run has ended, or that it is about to, as a clause.
  public var endClause: String { self?.reason ?? "the run is ending" }
}

extension RunOutcome.Completion: CustomStringConvertible {
  /// One clause.
  public var description: String {
    switch self {
    case .allSteps(let count): "all \(count) steps are done"
    case .noSteps: "no step is asked for, and θ is as it was at first"
    case .accuracy(let accuracy, let target):
      "the accuracy \(accuracy) has reached the target \(target)"
    case .loss(let loss, let target): "the loss \(loss) has reached the target \(target)"
    case .patience(let epochs, let best):
      "the validation loss has not fallen below \(best.loss), that of step \(best.version), for "
        + (epochs == 1 ? "an epoch" : "\(epochs) epochs")
    case .worded(let words): words
    }
  }
}

extension RunOutcome.Failure: CustomStringConvertible {
  /// One clause, with what to do.
  public var description: String {
    switch self {
    case .data(let reason), .worded(let reason): reason
    case .lastCheckpoint(let version, let reason):
      "the last checkpoint, of step \(version), could not be written: \(reason)"
    case .loss(let loss, let step, let epoch):
      "the loss became \(loss.rawValue) in step \(step) (epoch \(epoch)): \(Self.advice), or leave "
        + "such steps out by --skip-non-finite"
    case .gradient(let worker, let step, let epoch):
      "a gradient from worker \(worker) in step \(step) (epoch \(epoch)) holds a number that is not "
        + "finite: \(Self.advice), or leave such steps out by --skip-non-finite"
    case .update(let step, let epoch):
      "the update of step \(step) (epoch \(epoch)) gave a number that is not finite: lower the "
        + "learning rate or look at the data"
    case .validation(let loss, let step, let epoch):
      "the validation loss became \(loss.rawValue) after step \(step) (epoch \(epoch)): lower the "
        + "learning rate or look at the data"
    }
  }

  private static var advice: String { "lower the learning rate, look at the data" }
}
