/// Multiplies a direction by a number, such as the learning rate: d ← s d.
struct Scaling {
  let factor: Float

  /// `direction` d has `count` floats.
  func transform(_ direction: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
      direction[index] *= factor
    }
  }
}
