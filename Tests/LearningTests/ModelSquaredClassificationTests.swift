import Testing

@testable import Learning

/// Classification by squared errors is regression on class indicators, which is checked against
/// numeric differences; here against its twin in `Double`.
@Suite struct ModelSquaredClassificationTests {
  @Test(arguments: Activation.allCases, [0, 1, 2] as [UInt64])
  func isRegressionOnIndicators(activation: Activation, seed: UInt64) {
    let example = ModelExample(
      inputs: 7, hidden: [9], task: .multiclass, activation: activation, samples: 11, seed: seed)
    let computation = BatchComputation(
      network: example.network, task: .multiclass, classificationLoss: .squared, capacity: 11)
    let count = example.network.parameterCount
    var gradient = [Float](repeating: .nan, count: count)
    let loss = (0..<11).map { $0 }.withUnsafeBufferPointer { samples in
      computation.gradient(
        of: samples, in: example.data, at: example.parameters, scale: 1, into: &gradient)
    }

    let twin = ModelNaiveTwin(network: example.network, task: .regression)
    var exactLoss = 0.0
    var exact = [Double](repeating: 0, count: count)
    for index in 0..<11 {
      let (features, label) = example.sample(index)
      var indicators = [Double](repeating: 0, count: 4)
      indicators[Int(label[0])] = 1
      exactLoss += twin.loss(features, indicators, example.exactParameters)
      let one = twin.gradient(features, indicators, example.exactParameters)
      for (position, value) in one.enumerated() { exact[position] += value }
    }
    #expect((loss - exactLoss).magnitude <= 3e-6 * max(1, exactLoss))
    #expect(relativeDistance(gradient.map { Double($0) }, exact) <= 3e-6)
    let tally = computation.evaluate(0..<11, in: example.data, at: example.parameters)
    #expect(tally.lossSum == loss)
    #expect(tally.accuracy != nil)
  }

  /// One sample, f = x: by hand, ℓ = (0.5 − 0)² + (2 − 1)² = 1.25 and ∂ℓ/∂f = (1, 2).
  @Test func aHandWorkedExample() {
    let network = Network(
      sizes: [1, 2], activation: .relu, outputActivation: .identity, hasBias: false)
    let data = Dataset(
      sampleCount: 1, featureCount: 1, features: .floats([1]), targets: .classes([1], count: 2))
    let computation = BatchComputation(
      network: network, task: .multiclass, classificationLoss: .squared, capacity: 1)
    let parameters: [Float] = [0.5, 2]
    var gradient: [Float] = [0, 0]
    let loss = [0].withUnsafeBufferPointer {
      computation.gradient(of: $0, in: data, at: parameters, scale: 1, into: &gradient)
    }
    #expect(loss == 1.25)
    #expect(gradient == [1, 2])
    var outputs: [Float] = [0, 0]
    computation.predict(0..<1, in: data, at: parameters, into: &outputs)
    #expect(outputs == [0.5, 2])
  }
}
