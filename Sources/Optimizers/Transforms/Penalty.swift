/// Adds a penalty's gradient to a direction: d ← d + λ₁ sign(θ) + λ₂ θ, with sign(0) = 0.
struct Penalty {
  let l1: Float
  let l2: Float

  var isZero: Bool { l1 == 0 && l2 == 0 }

  /// `direction` d and `parameters` θ have `count` floats.
  func transform(
    _ direction: UnsafeMutablePointer<Float>, at parameters: UnsafePointer<Float>, count: Int
  ) {
    if l1 == 0 {
      for index in 0..<count {
        direction[index] += l2 * parameters[index]
      }
    } else {
      for index in 0..<count {
        let parameter = parameters[index]
        let slope: Float = parameter > 0 ? l1 : (parameter < 0 ? -l1 : 0)
        direction[index] += slope + l2 * parameter
      }
    }
  }
}
