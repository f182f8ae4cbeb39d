import Tensors

/// Multiclass classification's loss, from a categorical likelihood of the logits f:
/// ℓ = −log softmax(f)_y = log Σ_k e^(f_k) − f_y.
enum CategoricalLoss {
  /// ℓ of one sample's logits, and probabilities_j ← softmax(f)_j.
  static func loss(
    _ logits: UnsafePointer<Float>, label: Int, count: Int,
    probabilities: UnsafeMutablePointer<Float>
  ) -> Double {
    Softmax.normalize(logits, into: probabilities, count: count) - Double(logits[label])
  }

  /// Turns the probabilities, in place, into scale · ∂ℓ/∂f_j = scale · (softmax(f)_j − [j = y]).
  static func gradient(
    fromProbabilities gradient: UnsafeMutablePointer<Float>, label: Int, count: Int, scale: Float
  ) {
    gradient[label] -= 1
    for j in 0..<count { gradient[j] *= scale }
  }
}
