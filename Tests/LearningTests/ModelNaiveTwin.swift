import Foundation

@testable import Learning

/// The model once more, in `Double`, one sample at a time, straight from the formulas: what the
/// batched code is checked against.
struct ModelNaiveTwin {
  let network: Network
  let task: Task
  /// What each unit of each hidden layer is multiplied by; none for nothing.
  var masks: [[Double]] = []
  /// What the loss is multiplied by, by class; none for nothing.
  var classWeights: [Double] = []

  /// A layer's outcome: z = W x + b and y = g(z).
  struct LayerResult {
    let z: [Double]
    let y: [Double]
  }

  static func value(_ activation: Activation, _ z: Double) -> Double {
    switch activation {
    case .relu: max(z, 0)
    case .sigmoid: 1 / (1 + exp(-z))
    case .tanh: Foundation.tanh(z)
    case .gelu: z * 0.5 * erfc(-z / 2.0.squareRoot())
    case .identity: z
    }
  }

  static func derivative(_ activation: Activation, _ z: Double) -> Double {
    switch activation {
    case .relu: z > 0 ? 1 : 0
    case .sigmoid: exp(-z) / ((1 + exp(-z)) * (1 + exp(-z)))
    case .tanh: 1 / (cosh(z) * cosh(z))
    case .gelu:
      0.5 * erfc(-z / 2.0.squareRoot()) + z * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    case .identity: 1
    }
  }

  private func activation(ofLayer layer: Int) -> Activation {
    layer == network.sizes.count - 2 ? network.outputActivation : network.activation
  }

  func forward(_ x: [Double], _ parameters: [Double]) -> [LayerResult] {
    var results: [LayerResult] = []
    var input = x
    var offset = 0
    for layer in 0..<network.sizes.count - 1 {
      let (inputs, outputs) = (network.sizes[layer], network.sizes[layer + 1])
      var z = [Double](repeating: 0, count: outputs)
      for j in 0..<outputs {
        for i in 0..<inputs { z[j] += parameters[offset + j * inputs + i] * input[i] }
      }
      offset += inputs * outputs
      if network.hasBias {
        for j in 0..<outputs { z[j] += parameters[offset + j] }
        offset += outputs
      }
      let y = z.map { Self.value(activation(ofLayer: layer), $0) }
      results.append(LayerResult(z: z, y: y))
      input = masked(y, layer)
    }
    return results
  }

  private func masked(_ values: [Double], _ layer: Int) -> [Double] {
    masks.indices.contains(layer) ? zip(values, masks[layer]).map { $0 * $1 } : values
  }

  private func weight(_ target: [Double]) -> Double {
    classWeights.isEmpty ? 1 : classWeights[Int(target[0])]
  }

  func outputs(_ x: [Double], _ parameters: [Double]) -> [Double] {
    forward(x, parameters).last?.y ?? []
  }

  /// ℓ of one sample. For classification `target` is one class index.
  func loss(_ x: [Double], _ target: [Double], _ parameters: [Double]) -> Double {
    let f = outputs(x, parameters)
    switch task {
    case .regression:
      return zip(f, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    case .binary:
      let p = 1 / (1 + exp(-f[0]))
      return weight(target) * (-target[0] * log(p) - (1 - target[0]) * log(1 - p))
    case .multiclass:
      return weight(target) * (log(f.reduce(0) { $0 + exp($1) }) - f[Int(target[0])])
    }
  }

  /// ∇ℓ of one sample by the chain rule.
  func gradient(_ x: [Double], _ target: [Double], _ parameters: [Double]) -> [Double] {
    let results = forward(x, parameters)
    let f = results[results.count - 1].y
    var upstream: [Double]
    switch task {
    case .regression: upstream = zip(f, target).map { 2 * ($0 - $1) }
    case .binary: upstream = [1 / (1 + exp(-f[0])) - target[0]]
    case .multiclass:
      let sum = f.reduce(0) { $0 + exp($1) }
      upstream = f.indices.map { exp(f[$0]) / sum - (Double($0) == target[0] ? 1 : 0) }
    }
    if task != .regression { upstream = upstream.map { $0 * weight(target) } }
    var gradient = [Double](repeating: 0, count: parameters.count)
    var end = parameters.count
    for layer in (0..<results.count).reversed() {
      let (inputs, outputs) = (network.sizes[layer], network.sizes[layer + 1])
      let start = end - outputs * (inputs + (network.hasBias ? 1 : 0))
      let input = layer == 0 ? x : masked(results[layer - 1].y, layer - 1)
      var below = [Double](repeating: 0, count: inputs)
      for j in 0..<outputs {
        let delta =
          upstream[j] * Self.derivative(activation(ofLayer: layer), results[layer].z[j])
        for i in 0..<inputs {
          gradient[start + j * inputs + i] = delta * input[i]
          below[i] += delta * parameters[start + j * inputs + i]
        }
        if network.hasBias { gradient[start + inputs * outputs + j] = delta }
      }
      upstream = masked(below, layer - 1)
      end = start
    }
    return gradient
  }

  /// Σ ∇ℓ by central differences, (L(θ + h) − L(θ − h)) / 2h.
  func numericGradient(_ samples: [([Double], [Double])], _ parameters: [Double]) -> [Double] {
    let h = 1e-5
    var parameters = parameters
    return parameters.indices.map { index in
      let kept = parameters[index]
      parameters[index] = kept + h
      let above = samples.reduce(0) { $0 + loss($1.0, $1.1, parameters) }
      parameters[index] = kept - h
      let below = samples.reduce(0) { $0 + loss($1.0, $1.1, parameters) }
      parameters[index] = kept
      return (above - below) / (2 * h)
    }
  }
}

/// ‖a − b‖ / ‖b‖, and ‖a‖ where b is zero.
func relativeDistance(_ a: [Double], _ b: [Double]) -> Double {
  let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let norm = b.reduce(0) { $0 + $1 * $1 }
  return (norm == 0 ? difference : difference / norm).squareRoot()
}
