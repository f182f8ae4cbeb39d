/// relu(x) = max(x, 0); its derivative at 0 is 0, as in most libraries. NaN stays NaN.
public enum ReLU: ElementwiseFunction {
  /// The function at one point.
  @inline(__always)
  public static func value(_ x: Float) -> Float {
    x <= 0 ? 0 : x
  }

  /// The derivative where the function's value is y.
  @inline(__always)
  public static func derivative(fromValue y: Float) -> Float {
    y > 0 ? 1 : 0
  }

  /// values[i, j] ← relu(values[i, j] + bias[j]); see ``ElementwiseFunction``.
  public static func forward(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>?, rows: Int, columns: Int
  ) {
    applyForward(values, bias: bias, rows: rows, columns: columns)
  }

  /// gradients[i, j] ← gradients[i, j] · relu′, and biasGradient[j] ← Σ_i of these; `values` are what
  /// `forward` made. See ``ElementwiseFunction``.
  public static func backward(
    _ gradients: UnsafeMutablePointer<Float>, values: UnsafePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>?, rows: Int, columns: Int
  ) {
    applyBackward(
      gradients, values: values, biasGradient: biasGradient, rows: rows, columns: columns)
  }
}
