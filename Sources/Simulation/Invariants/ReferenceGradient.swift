import Tensors

/// The gradient of the simulator's small network, once more: in double precision, one sample at a
/// time, from the formulas, for samples that it looks up by itself. It shares no code with the
/// workload that it judges.
struct ReferenceGradient {
  /// By how much a component may differ from one that was computed in single precision, relative to
  /// what it is a sum of.
  private static let tolerance = 1e-5

  /// Of the input, the hidden layer and the output.
  static let sizes = [3, 2, 2]

  let features: [Float]
  let classes: [UInt16]
  let seed: UInt64

  /// What is wrong with the gradient of a micro-batch and its loss; nil where nothing is.
  ///
  /// - Parameters:
  ///   - positions: those of its samples in the epoch's order.
  ///   - stepSamples: how many samples the whole step has, whose mean the gradient is of.
  func mistake(
    in gradient: [Float], lossSum: Double, at parameters: [Float], epoch: Int,
    positions: Range<Int>, stepSamples: Int
  ) -> String? {
    let order = KeyedPermutation(count: classes.count, key: (seed, UInt64(epoch)))
    let theta = parameters.map { Double($0) }
    var expected = [Double](repeating: 0, count: theta.count)
    var likelihood = 1.0
    for position in positions {
      likelihood *= add(sample: order[position], theta, to: &expected)
    }
    for index in expected.indices {
      let right = expected[index] / Double(stepSamples)
      // So that a NaN is no match.
      if !((Double(gradient[index]) - right).magnitude <= Self.tolerance) {
        return "component \(index) of a gradient is \(gradient[index]) instead of \(right), of "
          + "\(positions.count) of \(stepSamples) samples"
      }
    }
    let claimed = Self.exponential(-lossSum)
    if !((claimed - likelihood).magnitude <= Self.tolerance * (1 + likelihood)) {
      return "a loss of \(lossSum) stands for the likelihood \(claimed) instead of \(likelihood)"
    }
    return nil
  }

  /// Adds ∇ℓ of one sample: y = softmax(W₂ tanh(W₁ x + b₁) + b₂), ℓ = −log of the class's y.
  ///
  /// - Returns: the probability of its class.
  private func add(sample: Int, _ theta: [Double], to gradient: inout [Double]) -> Double {
    let (inputs, hidden, outputs) = (Self.sizes[0], Self.sizes[1], Self.sizes[2])
    let firstBias = inputs * hidden
    let secondWeight = firstBias + hidden
    let secondBias = secondWeight + hidden * outputs
    let x = (0..<inputs).map { Double(features[sample * inputs + $0]) }
    var h = [Double](repeating: 0, count: hidden)
    for j in 0..<hidden {
      var z = theta[firstBias + j]
      for i in 0..<inputs { z += theta[j * inputs + i] * x[i] }
      h[j] = 1 - 2 / (Self.exponential(2 * z) + 1)
    }
    var weights = [Double](repeating: 0, count: outputs)
    for k in 0..<outputs {
      var z = theta[secondBias + k]
      for j in 0..<hidden { z += theta[secondWeight + k * hidden + j] * h[j] }
      weights[k] = Self.exponential(z)
    }
    let total = weights.reduce(0, +)
    var below = [Double](repeating: 0, count: hidden)
    for k in 0..<outputs {
      let delta = weights[k] / total - (Int(classes[sample]) == k ? 1 : 0)
      gradient[secondBias + k] += delta
      for j in 0..<hidden {
        gradient[secondWeight + k * hidden + j] += delta * h[j]
        below[j] += delta * theta[secondWeight + k * hidden + j]
      }
    }
    for j in 0..<hidden {
      let delta = below[j] * (1 - h[j] * h[j])
      gradient[firstBias + j] += delta
      for i in 0..<inputs { gradient[j * inputs + i] += delta * x[i] }
    }
    return weights[Int(classes[sample])] / total
  }

  /// eˣ: by its series near 0, and squared from there.
  static func exponential(_ x: Double) -> Double {
    var small = x
    var squarings = 0
    while small.magnitude > 0.5 {
      small /= 2
      squarings += 1
    }
    var (sum, term) = (1.0, 1.0)
    for n in 1...20 {
      term *= small / Double(n)
      sum += term
    }
    for _ in 0..<squarings { sum *= sum }
    return sum
  }
}
