import Tensors

/// Regression's loss, from a Gaussian likelihood: ℓ = Σ_j (f_j − y_j)². Of a class label, y_j is
/// [j = label].
enum SquaredError {
  /// ℓ of one sample's outputs f.
  static func loss(
    _ outputs: UnsafePointer<Float>, target: UnsafePointer<Float>, count: Int
  ) -> Double {
    squaredDistance(outputs, target, count: count)
  }

  /// gradient_j ← scale · ∂ℓ/∂f_j = scale · 2 (f_j − y_j).
  static func gradient(
    _ outputs: UnsafePointer<Float>, target: UnsafePointer<Float>, count: Int, scale: Float,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<count { gradient[j] = 2 * (outputs[j] - target[j]) * scale }
  }

  /// The same with the target [j = label]: answers ℓ, and gradient_j ← scale · 2 (f_j − [j = label]).
  static func lossAndGradient(
    _ outputs: UnsafePointer<Float>, label: Int, count: Int, scale: Float,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    var loss = 0.0
    for j in 0..<count {
      let error = outputs[j] - (j == label ? 1 : 0)
      loss += Double(error) * Double(error)
      gradient[j] = 2 * error * scale
    }
    return loss
  }
}
