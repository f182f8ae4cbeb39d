/// σ(x) = 1 / (1 + e⁻ˣ), with σ′ = σ (1 − σ).
public enum Sigmoid: ElementwiseFunction {
  /// The function at one point.
  @inline(__always)
  public static func value(_ x: Float) -> Float {
    // e to a negative power never overflows, and keeps a small result's relative accuracy.
    let e = exponential(-x.magnitude)
    return (x < 0 ? e : 1) / (1 + e)
  }

  /// The derivative where the function's value is y.
  @inline(__always)
  public static func derivative(fromValue y: Float) -> Float {
    y * (1 - y)
  }

  /// values[i, j] ← σ(values[i, j] + bias[j]); see ``ElementwiseFunction``.
  public static func forward(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>?, rows: Int, columns: Int
  ) {
    applyForward(values, bias: bias, rows: rows, columns: columns)
  }

  /// gradients[i, j] ← gradients[i, j] · σ′, and biasGradient[j] ← Σ_i of these; `values` are what
  /// `forward` made. See ``ElementwiseFunction``.
  public static func backward(
    _ gradients: UnsafeMutablePointer<Float>, values: UnsafePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>?, rows: Int, columns: Int
  ) {
    applyBackward(
      gradients, values: values, biasGradient: biasGradient, rows: rows, columns: columns)
  }
}
