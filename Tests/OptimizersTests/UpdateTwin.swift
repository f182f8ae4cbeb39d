import Optimizers
import Tensors

/// A naive `ParameterUpdate` in double precision, one parameter at a time, written from the formulas
/// alone.
struct UpdateTwin {
  let configuration: UpdateConfiguration
  var parameters: [Double]
  private let isBias: [Bool]
  private var first: [Double]
  private var second: [Double]
  private var updates = 0

  init(_ configuration: UpdateConfiguration, layout: ParameterLayout, parameters: [Float]) {
    self.configuration = configuration
    isBias = layout.tensors.flatMap { tensor in
      [Bool](repeating: tensor.role == .bias, count: tensor.range.count)
    }
    self.parameters = parameters.map(Double.init)
    first = [Double](repeating: 0, count: parameters.count)
    second = first
  }

  private func penaltySlope(at index: Int) -> Double {
    if isBias[index] && !configuration.regularizeBiases { return 0 }
    let theta = parameters[index]
    let sign: Double = theta == 0 ? 0 : (theta > 0 ? 1 : -1)
    switch configuration.regularizer {
    case .none: return 0
    case .l1(let lambda): return Double(lambda) * sign
    case .l2(let lambda): return Double(lambda) * theta
    case .elastic(let lambda1, let lambda2):
      return Double(lambda1) * sign + Double(lambda2) * theta
    }
  }

  /// θ moves by one step with the data gradient `gradient`.
  mutating func apply(rate: Float, gradient: [Double]) {
    updates += 1
    let eta = Double(rate)
    var scale = 1.0
    if let clipNorm = configuration.clipNorm {
      var squares = 0.0
      for component in gradient { squares += component * component }
      scale = min(1, Double(clipNorm) / squares.squareRoot())
    }
    for index in parameters.indices {
      let slope = penaltySlope(at: index)
      let g = gradient[index] * scale + (configuration.decoupled ? 0 : slope)
      var direction: Double
      var decay = 0.0
      switch configuration.algorithm {
      case .sgd:
        direction = g
      case .momentum(let coefficient):
        first[index] = Double(coefficient) * first[index] + g
        direction = first[index]
      case .nesterov(let coefficient):
        first[index] = Double(coefficient) * first[index] + g
        direction = g + Double(coefficient) * first[index]
      case .adam(let beta1, let beta2, let epsilon):
        direction = adam(index, g, Double(beta1), Double(beta2), Double(epsilon))
      case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
        direction = adam(index, g, Double(beta1), Double(beta2), Double(epsilon))
        if !isBias[index] || configuration.regularizeBiases { decay = Double(weightDecay) }
      }
      parameters[index] -=
        eta * direction + eta * decay * parameters[index] + (configuration.decoupled ? slope : 0)
    }
  }

  private mutating func adam(
    _ index: Int, _ g: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double
  ) -> Double {
    first[index] = beta1 * first[index] + (1 - beta1) * g
    second[index] = beta2 * second[index] + (1 - beta2) * g * g
    var power1 = 1.0
    var power2 = 1.0
    for _ in 0..<updates {
      power1 *= beta1
      power2 *= beta2
    }
    return first[index] / (1 - power1) / ((second[index] / (1 - power2)).squareRoot() + epsilon)
  }
}
