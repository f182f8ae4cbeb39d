import Testing

@testable import Learning

/// Every activation × output activation × task × with and without biases, over several shapes.
@Suite struct ModelGradientTests {
  static let shapes: [(inputs: Int, hidden: [Int], samples: Int)] = [
    (3, [4], 1), (5, [], 3), (4, [7, 5], 6), (2, [9, 3, 6], 13), (1, [1], 2), (17, [33], 8),
  ]

  static let examples: [ModelExample] = {
    var examples: [ModelExample] = []
    for task in Task.allCases {
      for activation in Activation.allCases {
        for output in Activation.allCases {
          for hasBias in [true, false] {
            let shape = shapes[examples.count % shapes.count]
            let second = shapes[(examples.count + 1 + examples.count / 6) % shapes.count]
            for (inputs, hidden, samples) in [shape, second] {
              examples.append(
                ModelExample(
                  inputs: inputs, hidden: hidden, task: task, activation: activation,
                  outputActivation: output, hasBias: hasBias, samples: samples,
                  seed: UInt64(1000 + examples.count)))
            }
          }
        }
      }
    }
    return examples
  }()

  @Test(arguments: examples)
  func agreesWithTheTwinAndWithNumericDifferences(example: ModelExample) {
    let all = Array(0..<example.data.sampleCount)
    let samples = all.map { example.sample($0) }
    let parameters = example.exactParameters
    let (loss, gradient) = example.gradient(of: all)

    let exactLoss = samples.reduce(0) { $0 + example.twin.loss($1.0, $1.1, parameters) }
    #expect((loss - exactLoss).magnitude <= 3e-6 * max(1, exactLoss))

    var exact = [Double](repeating: 0, count: gradient.count)
    for (x, target) in samples {
      for (index, value) in example.twin.gradient(x, target, parameters).enumerated() {
        exact[index] += value
      }
    }
    let numeric = example.twin.numericGradient(samples, parameters)
    #expect(relativeDistance(exact, numeric) <= 1e-7)
    #expect(relativeDistance(gradient.map { Double($0) }, exact) <= 3e-6)
    #expect(relativeDistance(gradient.map { Double($0) }, numeric) <= 3e-6)
  }

  @Test(arguments: Task.allCases, 0..<3 as Range<UInt64>)
  func partsAddUpToTheWhole(task: Task, seed: UInt64) {
    let example = ModelExample(
      inputs: 11, hidden: [13, 7], task: task, activation: .tanh, samples: 24, seed: seed)
    let whole = example.gradient(of: Array(0..<24))
    let computation = BatchComputation(network: example.network, task: task, capacity: 10)
    var sum = [Double](repeating: 0, count: whole.gradient.count)
    var loss = 0.0
    for part in [Array(0..<9), Array(9..<10), [], Array(10..<20), Array(20..<24)] {
      let piece = example.gradient(of: part, with: computation)
      loss += piece.loss
      for index in sum.indices { sum[index] += Double(piece.gradient[index]) }
    }
    #expect(relativeDistance(sum, whole.gradient.map { Double($0) }) <= 2e-6)
    #expect((loss - whole.loss).magnitude <= 1e-5)
  }

  @Test(arguments: Task.allCases)
  func theScaleScalesTheGradientAlone(task: Task) {
    let example = ModelExample(
      inputs: 6, hidden: [5], task: task, activation: .gelu, samples: 7, seed: 3)
    let plain = example.gradient(of: Array(0..<7))
    // A power of two changes no rounding.
    let scaled = example.gradient(of: Array(0..<7), scale: 0.125)
    #expect(scaled.loss == plain.loss)
    #expect(scaled.gradient == plain.gradient.map { $0 * 0.125 })
  }

  @Test(arguments: Task.allCases)
  func noSamplesGiveAZeroGradient(task: Task) {
    let example = ModelExample(
      inputs: 6, hidden: [5], task: task, activation: .relu, samples: 2, seed: 4)
    let (loss, gradient) = example.gradient(of: [])
    #expect(loss == 0)
    #expect(gradient == [Float](repeating: 0, count: example.network.parameterCount))
  }

  @Test(arguments: Activation.allCases)
  func bitsDoNotDependOnEarlierBatchesOrOnCapacity(activation: Activation) {
    let example = ModelExample(
      inputs: 19, hidden: [21, 6], task: .multiclass, activation: activation, samples: 40, seed: 5)
    let samples = [3, 39, 0, 17, 17, 8, 22]
    let fresh = example.gradient(of: samples)
    let used = BatchComputation(network: example.network, task: .multiclass, capacity: 33)
    _ = example.gradient(of: Array(5..<38), with: used)
    _ = used.evaluate(0..<20, in: example.data, at: example.parameters)
    let again = example.gradient(of: samples, with: used)
    #expect(again.loss == fresh.loss)
    #expect(again.gradient.map { $0.bitPattern } == fresh.gradient.map { $0.bitPattern })
  }

  @Test(arguments: Activation.allCases, [1, 2, 3, 5, 9, 15])
  func bitsDoNotDependOnAlignment(activation: Activation, offset: Int) {
    let example = ModelExample(
      inputs: 37, hidden: [29, 18], task: .multiclass, activation: activation, samples: 16,
      seed: 6)
    let samples = Array(0..<16)
    let computation = BatchComputation(network: example.network, task: .multiclass, capacity: 16)
    let aligned = example.gradient(of: samples, with: computation)
    let count = example.network.parameterCount
    let shifted = [Float](repeating: 7, count: offset) + example.parameters
    var gradient = [Float](repeating: 7, count: count + 2 * offset)
    let loss = shifted.withUnsafeBufferPointer { shifted in
      gradient.withUnsafeMutableBufferPointer { gradient in
        samples.withUnsafeBufferPointer { samples in
          guard let parameters = shifted.baseAddress, let result = gradient.baseAddress else {
            return Double.nan
          }
          return computation.gradient(
            of: samples, in: example.data, at: parameters + offset, scale: 1,
            into: result + offset)
        }
      }
    }
    #expect(loss == aligned.loss)
    #expect(Array(gradient[offset..<offset + count]) == aligned.gradient)
    // Nothing beside the gradient is touched.
    #expect(gradient.prefix(offset).allSatisfy { $0 == 7 })
    #expect(gradient.suffix(offset).allSatisfy { $0 == 7 })
  }

  @Test func bytesCountAsTheirScaledValues() {
    var random = ModelTestRandom(seed: 8)
    let bytes = (0..<5 * 9).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let example = ModelExample(
      inputs: 9, hidden: [4], task: .binary, activation: .sigmoid, samples: 5, seed: 9)
    let asBytes = Dataset(
      sampleCount: 5, featureCount: 9, features: .bytes(bytes, scale: 0.0625),
      targets: example.data.targets)
    let asFloats = Dataset(
      sampleCount: 5, featureCount: 9, features: .floats(bytes.map { Float($0) * 0.0625 }),
      targets: example.data.targets)
    let computation = BatchComputation(network: example.network, task: .binary, capacity: 5)
    var results: [[Float]] = []
    for data in [asBytes, asFloats] {
      var gradient = [Float](repeating: .nan, count: example.network.parameterCount)
      _ = [4, 0, 2].withUnsafeBufferPointer {
        computation.gradient(of: $0, in: data, at: example.parameters, scale: 1, into: &gradient)
      }
      results.append(gradient)
    }
    #expect(results[0] == results[1])
    #expect(results[0].contains { $0 != 0 })
  }
}
