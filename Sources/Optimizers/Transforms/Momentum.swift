/// Polyak's heavy ball as `torch.optim.SGD` has it: v ← μ v + d;  d ← v (Polyak 1964).
struct Momentum {
  let coefficient: Float

  /// `direction` d and `velocity` v have `count` floats.
  func transform(
    _ direction: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count {
      let updated = coefficient * velocity[index] + direction[index]
      velocity[index] = updated
      direction[index] = updated
    }
  }
}

/// Nesterov's momentum as `torch.optim.SGD(nesterov=True)` has it: v ← μ v + d;  d ← d + μ v
/// (Nesterov 1983; Sutskever et al. 2013).
struct NesterovMomentum {
  let coefficient: Float

  /// `direction` d and `velocity` v have `count` floats.
  func transform(
    _ direction: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count {
      let updated = coefficient * velocity[index] + direction[index]
      velocity[index] = updated
      direction[index] += coefficient * updated
    }
  }
}
