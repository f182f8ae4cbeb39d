import Coordination

extension Progress {
  /// How long the rest of the run takes, in seconds, if steps and evaluations take as long as they
  /// have of late: those of the steps that are left, and of the epochs whose ends have not been
  /// evaluated. Nil as long as nothing is known, while the run waits, and at its end.
  ///
  /// Before the first evaluation none is counted, since nothing is known of it.
  func remainingSeconds(at now: Instant) -> Double? {
    guard wait == nil, let stepSeconds = pace.stepSeconds, totalSteps > version || isEvaluating
    else { return nil }
    let evaluationSeconds = pace.evaluationSeconds ?? 0
    let left =
      stepSeconds * Double(totalSteps - min(version, totalSteps))
      + evaluationSeconds * Double(evaluationsLeft)
    // What is under way is partly done, but may take longer than was thought.
    let underWay = isEvaluating ? evaluationSeconds : stepSeconds
    return left - min((now - lastMove).inSeconds, underWay)
  }

  /// Whether an epoch's end, or the run's, is being evaluated. (That there is validation data shows
  /// with the first evaluation.)
  private var isEvaluating: Bool {
    guard let evaluation, version > evaluation.version else { return false }
    return version % stepsPerEpoch == 0 || version >= totalSteps
  }

  private var evaluationsLeft: UInt64 {
    guard let evaluation else { return 0 }
    return epochs(totalSteps) - min(epochs(totalSteps), epochs(evaluation.version))
  }

  /// How many passes over the data so many steps are, a begun one counted.
  func epochs(_ steps: UInt64) -> UInt64 {
    steps / stepsPerEpoch + (steps % stepsPerEpoch > 0 ? 1 : 0)
  }
}
