/// All that determines how a gradient and a learning rate move θ.
///
/// The chain, in order: the summed data gradient; clipping by global norm; the coupled regularizer
/// λ∇Ω(θ); the algorithm; the learning rate η; the decoupled regularizer λ∇Ω(θ), which η does not
/// scale. Decoupled SGD is thus θ ← θ − η Σ∇ℓ − λ∇Ω(θ) to the letter.
public struct UpdateConfiguration: Equatable, Sendable {
  /// How the gradient becomes a direction.
  public var algorithm: OptimizerAlgorithm
  /// The greatest Euclidean norm of the data gradient, above which it is scaled down to it; nil
  /// leaves it alone.
  public var clipNorm: Float?
  /// The penalty.
  public var regularizer: Regularizer
  /// Whether λ∇Ω is subtracted from θ beside the scaled direction instead of being added to the
  /// gradient.
  public var decoupled: Bool
  /// Whether the penalty, and AdamW's weight decay, include biases.
  public var regularizeBiases: Bool

  /// A configuration; everything but the algorithm is off unless given.
  public init(
    algorithm: OptimizerAlgorithm, clipNorm: Float? = nil, regularizer: Regularizer = .none,
    decoupled: Bool = false, regularizeBiases: Bool = false
  ) {
    self.algorithm = algorithm
    self.clipNorm = clipNorm
    self.regularizer = regularizer
    self.decoupled = decoupled
    self.regularizeBiases = regularizeBiases
  }
}
