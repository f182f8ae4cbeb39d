import Tensors

/// Binary classification's loss, from a Bernoulli likelihood of one logit f:
/// ℓ = −y log σ(f) − (1−y) log(1−σ(f)).
///
/// With u = −f for y = 1 and u = f for y = 0 that is ℓ = log(1 + eᵘ) = max(u, 0) + log(1 + e^(−|u|)),
/// in which nothing overflows and nothing cancels.
enum BernoulliLoss {
  /// ℓ of one sample's logit; `label` is 0 or 1.
  static func loss(_ logit: Float, label: Int) -> Double {
    let u = Double(label == 1 ? -logit : logit)
    // `max` would lose a NaN.
    return (u < 0 ? 0 : u)
      + naturalLogarithm(onePlus: Double(naturalExponential(Float(-u.magnitude))))
  }

  /// dℓ/df = σ(f) − y, as ±σ(u), which keeps its relative accuracy where σ(f) is near y.
  static func gradient(_ logit: Float, label: Int) -> Float {
    label == 1 ? -Sigmoid.value(-logit) : Sigmoid.value(logit)
  }
}
