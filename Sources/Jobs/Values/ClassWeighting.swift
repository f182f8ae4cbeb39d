/// How much the samples of each class weigh in training.
public enum ClassWeighting: String, CaseIterable, Sendable {
  /// All the same.
  case none
  /// n / (K · n_k) for the n_k samples of one of K classes: see `Dataset.balancedClassWeights`.
  case balanced
}
