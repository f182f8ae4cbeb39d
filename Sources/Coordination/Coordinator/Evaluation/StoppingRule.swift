/// When a validation ends the run before its last step.
struct StoppingRule: Sendable {
  private let targetAccuracy: Double?
  private let targetLoss: Double?
  private let patience: UInt64?

  init(_ configuration: CoordinatorConfiguration) {
    targetAccuracy = configuration.targetAccuracy
    targetLoss = configuration.targetLoss
    patience = configuration.patience
  }

  /// Why a validation that has just been made ends the run.
  func completion(
    after evaluation: EvaluationSummary, _ history: ValidationHistory
  ) -> RunOutcome.Completion? {
    if let targetAccuracy, let accuracy = evaluation.accuracy, accuracy >= targetAccuracy {
      return .accuracy(accuracy, target: targetAccuracy)
    }
    if let targetLoss, evaluation.loss <= targetLoss {
      return .loss(evaluation.loss, target: targetLoss)
    }
    return lostPatience(history)
  }

  /// Why a run has ended of which so many validations in a row were no better than the best.
  func lostPatience(_ history: ValidationHistory) -> RunOutcome.Completion? {
    guard let patience, history.countSinceBest >= patience, let best = history.best else {
      return nil
    }
    return .patience(epochs: patience, best: best)
  }
}
