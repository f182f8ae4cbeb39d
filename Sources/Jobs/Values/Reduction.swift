/// How the gradients of a batch's samples become one.
public enum Reduction: String, CaseIterable, Sendable {
  /// (1/n) Σ_i ∇ℓ(x_i, y_i, θ), n being the samples of the step.
  case mean
  /// Σ_i ∇ℓ(x_i, y_i, θ), as in the textbook formula.
  case sum

  /// The factor of the sum over the `samples` of one step.
  public func scale(samples: Int) -> Float {
    switch self {
    case .mean: samples > 0 ? 1 / Float(samples) : 0
    case .sum: 1
    }
  }
}
