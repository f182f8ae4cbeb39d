/// gelu(x) = x Φ(x), with Φ the distribution function of the normal distribution: the exact form,
/// not the one with tanh (Hendrycks and Gimpel 2016, arXiv:1606.08415; PyTorch's default).
///
/// Its derivative Φ(x) + x φ(x) cannot be told from its value, but shares the exponential that
/// dominates both, so the forward pass of a training step leaves it in a second matrix.
public enum GELU {
  /// Φ(x), within 1e-7, and the density φ(x) = e^(−x²/2) / √(2π).
  ///
  /// Within ±1 Φ(x) = ½ + x P(x²). Outside, Φ(−|x|) = e^(−x²/2) R(|x|), where R, half of the scaled
  /// complementary error function at |x|/√2, is smooth and is approximated by a polynomial in
  /// s = 1 / (1 + 0.3 |x|); so small results on the negative side keep their relative accuracy. The
  /// coefficients are least-squares fits, reweighted until the error's peaks were level: P with
  /// 7.4e-9 in Φ, R with 1.5e-7 of itself over 0…14, beyond which Φ is 0 in single precision.
  @inline(__always)
  static func normal(_ x: Float) -> (distribution: Float, density: Float) {
    let magnitude = x.magnitude
    let z = x * x
    let s = 1 / (1 + 0.3 * magnitude)
    var r: Float = 0.0356747732
    r = r * s - 0.157203078
    r = r * s + 0.2063535
    r = r * s - 0.0536836423
    r = r * s + 0.128561631
    r = r * s + 0.0999134928
    r = r * s + 0.120753959
    r = r * s + 0.119629301
    let e = exponential(-0.5 * z)
    let tail = e * (r * s)
    let outside = x < 0 ? tail : 1 - tail
    var p: Float = 9.24683845e-5
    p = p * z - 0.00116535078
    p = p * z + 0.00996416714
    p = p * z - 0.0664887279
    p = p * z + 0.398942202
    let inside = 0.5 + x * p
    return (magnitude < 1 ? inside : outside, e * 0.398942280)
  }

  /// gelu(x). −∞ gives 0, the limit.
  @inline(__always)
  public static func value(_ x: Float) -> Float {
    // Beyond −15 the result is 0, also where −∞ · 0 would be NaN.
    let x = x < -15 ? -15 : x
    return x * normal(x).distribution
  }

  /// gelu(x) and gelu′(x).
  @inline(__always)
  static func valueAndDerivative(_ x: Float) -> (value: Float, derivative: Float) {
    // x φ(x) is 0 beyond ±15, also where ±∞ · 0 would be NaN.
    let low = x < -15 ? -15 : x
    let bounded = low > 15 ? 15 : low
    let (distribution, density) = normal(bounded)
    return (low * distribution, distribution + bounded * density)
  }

  /// values[i, j] ← gelu(values[i, j] + bias[j]), without a bias where it is nil.
  public static func forward(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>?, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let values = values + row &* columns
      if let bias {
        for j in 0..<columns { values[j] = value(values[j] + bias[j]) }
      } else {
        for j in 0..<columns { values[j] = value(values[j]) }
      }
    }
  }

  /// values[i, j] ← gelu(x) and derivatives[i, j] ← gelu′(x) at x = values[i, j] + bias[j].
  public static func forward(
    _ values: UnsafeMutablePointer<Float>, derivatives: UnsafeMutablePointer<Float>,
    bias: UnsafePointer<Float>?, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let values = values + row &* columns
      let derivatives = derivatives + row &* columns
      if let bias {
        for j in 0..<columns {
          (values[j], derivatives[j]) = valueAndDerivative(values[j] + bias[j])
        }
      } else {
        for j in 0..<columns { (values[j], derivatives[j]) = valueAndDerivative(values[j]) }
      }
    }
  }

  /// gradients[i, j] ← gradients[i, j] · derivatives[i, j]; and, where it is not nil,
  /// biasGradient[j] ← Σ_i of these, in the order of the rows.
  public static func backward(
    _ gradients: UnsafeMutablePointer<Float>, derivatives: UnsafePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>?, rows: Int, columns: Int
  ) {
    if let biasGradient {
      for j in 0..<columns { biasGradient[j] = 0 }
    }
    for row in 0..<rows {
      let gradients = gradients + row &* columns
      let derivatives = derivatives + row &* columns
      if let biasGradient {
        for j in 0..<columns {
          let gradient = gradients[j] * derivatives[j]
          gradients[j] = gradient
          biasGradient[j] += gradient
        }
      } else {
        for j in 0..<columns { gradients[j] *= derivatives[j] }
      }
    }
  }
}
