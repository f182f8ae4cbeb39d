import Learning

/// What a saved model's answers on some data are worth.
public struct ModelMeasurement: Sendable {
  /// The figures of its task.
  public enum Scores: Equatable, Sendable {
    /// How near values are.
    case regression(RegressionScores)
    /// How often classes are right.
    case classification(ClassificationScores)
  }

  /// Loss and right answers, as a run's own evaluation counts them.
  public let tally: EvaluationTally
  /// What else there is to say.
  public let scores: Scores
}
