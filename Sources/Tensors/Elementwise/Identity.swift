/// f(x) = x: a layer without a nonlinearity.
public enum Identity: ElementwiseFunction {
  /// The function at one point.
  @inline(__always)
  public static func value(_ x: Float) -> Float {
    x
  }

  /// The derivative where the function's value is y.
  @inline(__always)
  public static func derivative(fromValue y: Float) -> Float {
    1
  }

  /// values[i, j] ← values[i, j] + bias[j]; see ``ElementwiseFunction``.
  public static func forward(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>?, rows: Int, columns: Int
  ) {
    applyForward(values, bias: bias, rows: rows, columns: columns)
  }

  /// biasGradient[j] ← Σ_i gradients[i, j]. See ``ElementwiseFunction``.
  public static func backward(
    _ gradients: UnsafeMutablePointer<Float>, values: UnsafePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>?, rows: Int, columns: Int
  ) {
    applyBackward(
      gradients, values: values, biasGradient: biasGradient, rows: rows, columns: columns)
  }
}
