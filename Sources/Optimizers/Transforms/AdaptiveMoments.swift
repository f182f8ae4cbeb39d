/// Adam's direction (Kingma and Ba 2015, algorithm 1):
///
///     m ← β₁ m + (1−β₁) d;  v ← β₂ v + (1−β₂) d²
///     d ← (m / (1−β₁ᵗ)) / (√v / √(1−β₂ᵗ) + ε)
///
/// with ε outside the root, as in `torch.optim.Adam`. The corrections are computed once a step in
/// double precision.
struct AdaptiveMoments {
  private let beta1: Float
  private let beta2: Float
  private let complement1: Float
  private let complement2: Float
  private let epsilon: Float
  private let firstCorrection: Float
  private let rootCorrection: Float

  /// The transform of update `t`, counted from 1.
  init(beta1: Float, beta2: Float, epsilon: Float, t: UInt64) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    complement1 = Float(1 - Double(beta1))
    complement2 = Float(1 - Double(beta2))
    firstCorrection = Float(1 / (1 - power(Double(beta1), t)))
    rootCorrection = Float(1 / (1 - power(Double(beta2), t)).squareRoot())
  }

  /// `direction` d and both moments, m and v, have `count` floats.
  func transform(
    _ direction: UnsafeMutablePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
    secondMoment: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count {
      let gradient = direction[index]
      let first = beta1 * firstMoment[index] + complement1 * gradient
      let second = beta2 * secondMoment[index] + complement2 * (gradient * gradient)
      firstMoment[index] = first
      secondMoment[index] = second
      direction[index] =
        (first * firstCorrection) / (second.squareRoot() * rootCorrection + epsilon)
    }
  }
}
