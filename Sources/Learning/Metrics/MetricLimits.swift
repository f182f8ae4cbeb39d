/// Bounds of what is measured of a model's answers.
public enum MetricLimits {
  /// Classes of a confusion matrix that is kept as one: with more, a matrix is no longer read.
  public static let confusionClassesMax = 1000
  /// Answers, over samples and classes, that are kept to be ranked (4 bytes each).
  public static let rankedAnswersMax = 1 << 28
  /// Where log-loss clips probabilities, at both ends: the least step of a double above 1, which
  /// scikit-learn's `log_loss` takes too.
  static let probabilityMin = 0x1p-52
}
