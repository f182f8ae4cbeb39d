/// What is learned, and with it the likelihood and the per-sample loss ℓ.
public enum Task: String, CaseIterable, Sendable {
  /// Gaussian likelihood: ℓ = Σ_j (f_j − y_j)².
  case regression
  /// Bernoulli likelihood of one logit f: ℓ = −y log σ(f) − (1−y) log(1−σ(f)).
  case binary
  /// Categorical likelihood of the logits f: ℓ = −log softmax(f)_y.
  case multiclass
}
