/// What a multiclass classifier minimizes.
public enum ClassificationLoss: String, CaseIterable, Sendable {
  /// The categorical likelihood's ℓ = −log softmax(f)_y, the task's own.
  case crossEntropy = "cross-entropy"
  /// Least squares on class indicators, ℓ = Σ_j (f_j − [j = y])²: the outputs themselves estimate
  /// the classes' probabilities, and every sample keeps its weight to the end (Hui and Belkin 2021,
  /// "Evaluation of neural architectures trained with square loss vs cross-entropy in
  /// classification tasks").
  case squared
}
