/// What an evaluation found, as sums that can be added up over the parts of a data set.
public struct EvaluationTally: Equatable, Sendable {
  /// What was evaluated: a regression has no right answers to count.
  public let task: Task
  /// How many samples were evaluated.
  public var samples: Int
  /// Σ_i ℓ over them.
  public var lossSum: Double
  /// How many of them were classified rightly; 0 for regression.
  ///
  /// Binary: class 1 is answered where the logit is positive. Multiclass: the class of the greatest
  /// logit, the first of equals. A NaN is never right.
  public var correct: Int

  /// A tally; without figures, that of no samples, from which a sum starts.
  public init(task: Task, samples: Int = 0, lossSum: Double = 0, correct: Int = 0) {
    self.task = task
    self.samples = samples
    self.lossSum = lossSum
    self.correct = correct
  }

  /// The tally of both parts, which are of the same task.
  public static func + (a: EvaluationTally, b: EvaluationTally) -> EvaluationTally {
    precondition(a.task == b.task)
    return EvaluationTally(
      task: a.task, samples: a.samples + b.samples, lossSum: a.lossSum + b.lossSum,
      correct: a.correct + b.correct)
  }

  /// Adds another part, of the same task.
  public static func += (a: inout EvaluationTally, b: EvaluationTally) { a = a + b }

  /// The mean of ℓ; NaN without samples.
  public var loss: Double { lossSum / Double(samples) }

  /// The fraction classified rightly; nil for regression, NaN without samples.
  public var accuracy: Double? {
    task == .regression ? nil : Double(correct) / Double(samples)
  }
}
