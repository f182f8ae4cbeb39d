import Coordination

/// How fast a run is, and its loss, of late: what lies longer back counts less and less.
struct RecentPace {
  /// After so many seconds a step counts 1/e of a new one …
  private static let memorySeconds = 8.0
  /// … or after so many steps, where they take longer.
  private static let memorySteps = 8.0

  private var count = 0
  private var steps = 0.0
  private var seconds = 0.0
  private var samples = 0.0
  private var lossSum = 0.0

  /// How long an evaluation takes; nil before the first.
  private(set) var evaluationSeconds: Double?

  /// Takes a step.
  mutating func add(_ step: StepSummary) {
    let duration = step.duration.inSeconds
    // The first has costs that none has after it.
    let memory =
      count == 1 ? 0 : max(Self.memorySeconds, Self.memorySteps * duration)
    let kept = memory > 0 ? memory / (memory + duration) : 0
    count += 1
    steps = steps * kept + 1
    seconds = seconds * kept + duration
    samples = samples * kept + Double(step.samples)
    lossSum = lossSum * kept + step.loss * Double(step.samples)
  }

  /// Takes an evaluation.
  mutating func add(_ evaluation: EvaluationSummary) {
    let duration = evaluation.duration.inSeconds
    evaluationSeconds = evaluationSeconds.map { $0 + (duration - $0) / 4 } ?? duration
  }

  /// Mean ℓ over the samples; nil before the first step.
  var loss: Double? { samples > 0 ? lossSum / samples : nil }

  /// Samples a second of training; nil before the first step.
  var samplesPerSecond: Double? { samples > 0 && seconds > 0 ? samples / seconds : nil }

  /// How long a step takes; nil before the second, since the first is like no other.
  var stepSeconds: Double? { count > 1 ? seconds / steps : nil }
}
