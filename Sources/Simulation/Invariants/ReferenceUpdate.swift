import Optimizers
import Tensors

/// What an update must come to, once more: in double precision, one parameter at a time, from the
/// formulas that the README promises. It shares no code with the optimizer that it judges, so that a
/// mistake in that shows.
struct ReferenceUpdate {
  /// By how much a figure may differ, relative to its own size and that of what it is made of, from
  /// one that was computed in single precision.
  private static let tolerance = 1e-4

  private let configuration: UpdateConfiguration
  private let isPenalized: [Bool]

  init(_ configuration: UpdateConfiguration, layout: ParameterLayout) {
    self.configuration = configuration
    isPenalized = layout.tensors.flatMap { tensor in
      [Bool](
        repeating: tensor.role == .weight || configuration.regularizeBiases,
        count: tensor.range.count)
    }
  }

  /// What is wrong with where an update has led; nil where nothing is.
  ///
  /// - Parameters:
  ///   - point: what it was applied to.
  ///   - gradient: the data gradient, before it is clipped.
  ///   - number: how many updates were applied before.
  func mistake(
    from point: RunPoint, to next: RunPoint, gradient: [Double], rate: Double, number: UInt64
  ) -> String? {
    var norm = 0.0
    for component in gradient { norm += component * component }
    norm = norm.squareRoot()
    // Pascanu et al. 2013: the data gradient alone, whatever the penalty.
    var scale = 1.0
    if let most = configuration.clipNorm, norm > Double(most) { scale = Double(most) / norm }
    for index in gradient.indices {
      let theta = Double(point.parameters[index])
      let slope = isPenalized[index] ? penaltySlope(theta) : 0
      let coupled = configuration.decoupled ? 0 : slope
      let (direction, state, decay) = direction(
        gradient[index] * scale + coupled, point.state.map { Double($0[index]) }, number: number)
      var step = rate * direction
      if isPenalized[index] { step += rate * decay * theta }
      if configuration.decoupled { step += slope }
      let size = 1 + theta.magnitude + step.magnitude
      let parameter = Double(next.parameters[index])
      // So that a NaN is no match.
      if !((parameter - (theta - step)).magnitude <= Self.tolerance * size) {
        return "element \(index) is \(parameter) instead of \(theta - step) after update \(number)"
      }
      for (vector, value) in state.enumerated() {
        let held = Double(next.state[vector][index])
        if !((held - value).magnitude <= Self.tolerance * (1 + value.magnitude)) {
          return
            "element \(index) of the optimizer's state \(vector) is \(held) instead of \(value) "
            + "after update \(number)"
        }
      }
    }
    return nil
  }

  /// The slope of λΩ.
  private func penaltySlope(_ theta: Double) -> Double {
    let sign: Double = theta == 0 ? 0 : (theta > 0 ? 1 : -1)
    return switch configuration.regularizer {
    case .none: 0
    case .l1(let lambda): Double(lambda) * sign
    case .l2(let lambda): Double(lambda) * theta
    case .elastic(let first, let second): Double(first) * sign + Double(second) * theta
    }
  }

  /// What the learning rate multiplies, what the state becomes, and the weight decay.
  private func direction(
    _ g: Double, _ state: [Double], number: UInt64
  ) -> (direction: Double, state: [Double], decay: Double) {
    switch configuration.algorithm {
    case .sgd:
      return (g, [], 0)
    case .momentum(let coefficient):
      let velocity = Double(coefficient) * state[0] + g
      return (velocity, [velocity], 0)
    case .nesterov(let coefficient):
      let velocity = Double(coefficient) * state[0] + g
      return (g + Double(coefficient) * velocity, [velocity], 0)
    case .adam(let beta1, let beta2, let epsilon):
      return adam(g, state, (Double(beta1), Double(beta2), Double(epsilon), 0), number)
    case .adamW(let beta1, let beta2, let epsilon, let decay):
      return adam(
        g, state, (Double(beta1), Double(beta2), Double(epsilon), Double(decay)), number)
    }
  }

  private func adam(
    _ g: Double, _ state: [Double],
    _ figures: (beta1: Double, beta2: Double, epsilon: Double, decay: Double), _ number: UInt64
  ) -> (direction: Double, state: [Double], decay: Double) {
    let first = figures.beta1 * state[0] + (1 - figures.beta1) * g
    let second = figures.beta2 * state[1] + (1 - figures.beta2) * g * g
    var (power1, power2) = (1.0, 1.0)
    for _ in 0...number {
      power1 *= figures.beta1
      power2 *= figures.beta2
    }
    let root = (second / (1 - power2)).squareRoot()
    return (first / (1 - power1) / (root + figures.epsilon), [first, second], figures.decay)
  }
}
