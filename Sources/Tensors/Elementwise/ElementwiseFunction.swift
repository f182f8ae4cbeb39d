/// A function applied to each value of a matrix [rows, columns], whose derivative can be told from
/// its value.
///
/// Forward and backward are one pass over memory each: the bias is added on the way in, and the
/// bias's gradient is summed up on the way back. No loop sums across a row, so all of them
/// vectorise, and each result depends on the input values alone, not on how they lie in memory.
public protocol ElementwiseFunction {
  /// y = f(x).
  static func value(_ x: Float) -> Float
  /// f′(x), given y = f(x).
  static func derivative(fromValue y: Float) -> Float
}

extension ElementwiseFunction {
  /// values[i, j] ← f(values[i, j] + bias[j]), without a bias where it is nil.
  @inline(__always)
  static func applyForward(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>?, rows: Int, columns: Int
  ) {
    guard let bias else {
      for i in 0..<rows &* columns { values[i] = value(values[i]) }
      return
    }
    for row in 0..<rows {
      let values = values + row &* columns
      for j in 0..<columns { values[j] = value(values[j] + bias[j]) }
    }
  }

  /// gradients[i, j] ← gradients[i, j] · f′ at the point whose value was values[i, j]; and, where
  /// it is not nil, biasGradient[j] ← Σ_i of these, in the order of the rows.
  @inline(__always)
  static func applyBackward(
    _ gradients: UnsafeMutablePointer<Float>, values: UnsafePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>?, rows: Int, columns: Int
  ) {
    guard let biasGradient else {
      for i in 0..<rows &* columns { gradients[i] *= derivative(fromValue: values[i]) }
      return
    }
    for j in 0..<columns { biasGradient[j] = 0 }
    for row in 0..<rows {
      let gradients = gradients + row &* columns
      let values = values + row &* columns
      for j in 0..<columns {
        let gradient = gradients[j] * derivative(fromValue: values[j])
        gradients[j] = gradient
        biasGradient[j] += gradient
      }
    }
  }
}
