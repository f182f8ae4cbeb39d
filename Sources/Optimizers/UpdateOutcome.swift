/// What an update tells of itself.
public struct UpdateOutcome: Equatable, Sendable {
  /// The Euclidean norm of the data gradient before clipping; nil where no clipping asked for it.
  public var gradientNorm: Float?
  /// Whether every component of the summed gradient and of the next θ was finite.
  public var isFinite: Bool

  /// The outcome of one update.
  public init(gradientNorm: Float?, isFinite: Bool) {
    self.gradientNorm = gradientNorm
    self.isFinite = isFinite
  }
}
