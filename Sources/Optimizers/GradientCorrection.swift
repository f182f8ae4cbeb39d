/// What is done to the summed data gradient g before anything else: g ← s g, then
/// g ← g + λ g⊙g⊙(θ − θ_read), elementwise.
public struct GradientCorrection {
  /// The delay compensation of DC-ASGD (Zheng et al. 2017, equation 10 with its λ_t constant): a
  /// first-order estimate of what the gradient would be at the θ that it is applied to, with g⊙g
  /// for the diagonal of the Hessian.
  public struct Delay {
    /// λ.
    public var coefficient: Float
    /// θ_read, as long as θ: what the gradient was computed from.
    public var readParameters: UnsafePointer<Float>

    /// A compensation with these values.
    public init(coefficient: Float, readParameters: UnsafePointer<Float>) {
      self.coefficient = coefficient
      self.readParameters = readParameters
    }
  }

  /// s: more than 1 where micro-batches were left out of the sum.
  public var scale: Float
  /// The compensation of a gradient that was computed at another θ.
  public var delay: Delay?

  /// A correction; without values, none.
  public init(scale: Float = 1, delay: Delay? = nil) {
    self.scale = scale
    self.delay = delay
  }

  /// Whether it leaves gradients as they are.
  var isNone: Bool { scale == 1 && delay == nil }

  /// Corrects the gradient of a block, which `gradient` holds alone; `parameters` is whole.
  func transform(
    _ gradient: UnsafeMutablePointer<Float>, block: Range<Int>, parameters: UnsafePointer<Float>
  ) {
    if scale != 1 {
      for index in 0..<block.count { gradient[index] *= scale }
    }
    guard let delay else { return }
    let current = parameters + block.lowerBound
    let read = delay.readParameters + block.lowerBound
    let coefficient = delay.coefficient
    for index in 0..<block.count {
      let value = gradient[index]
      gradient[index] = value + coefficient * value * value * (current[index] - read[index])
    }
  }
}
