/// tanh x, with tanh′ = 1 − tanh².
///
/// Below 0.625 the polynomial of Cephes' `tanhf` (S. Moshier, netlib.org/cephes), which keeps small
/// results' relative accuracy; above, 1 − 2 / (e²ˣ + 1).
public enum HyperbolicTangent: ElementwiseFunction {
  /// The function at one point.
  @inline(__always)
  public static func value(_ x: Float) -> Float {
    let magnitude = x.magnitude
    let large = 1 - 2 / (exponential(2 * magnitude) + 1)
    let z = x * x
    var p: Float = -5.70498872745e-3
    p = p * z + 2.06390887954e-2
    p = p * z - 5.37397155531e-2
    p = p * z + 1.33314422036e-1
    p = p * z - 3.33332819422e-1
    let small = p * z * x + x
    return magnitude < 0.625 ? small : (x < 0 ? -large : large)
  }

  /// The derivative where the function's value is y.
  @inline(__always)
  public static func derivative(fromValue y: Float) -> Float {
    1 - y * y
  }

  /// values[i, j] ← tanh(values[i, j] + bias[j]); see ``ElementwiseFunction``.
  public static func forward(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>?, rows: Int, columns: Int
  ) {
    applyForward(values, bias: bias, rows: rows, columns: columns)
  }

  /// gradients[i, j] ← gradients[i, j] · tanh′, and biasGradient[j] ← Σ_i of these; `values` are what
  /// `forward` made. See ``ElementwiseFunction``.
  public static func backward(
    _ gradients: UnsafeMutablePointer<Float>, values: UnsafePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>?, rows: Int, columns: Int
  ) {
    applyBackward(
      gradients, values: values, biasGradient: biasGradient, rows: rows, columns: columns)
  }
}
