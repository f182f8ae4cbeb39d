import Testing

@testable import Learning

@Suite struct ModelClassWeightsTests {
  private static func data(_ labels: [UInt16], count: Int) -> Dataset {
    Dataset(
      sampleCount: labels.count, featureCount: 1,
      features: .bytes(labels.map { UInt8($0) }, scale: 1),
      targets: .classes(labels, count: count))
  }

  /// Python: sklearn.utils.compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 1, 1, 2])
  @Test func areThoseOfScikitLearn() {
    #expect(
      Self.data([0, 0, 0, 1, 1, 2], count: 3).balancedClassWeights == [2 / 3 as Float, 1, 2])
    #expect(Self.data([1, 1, 1, 0], count: 2).balancedClassWeights == [2, 2 / 3 as Float])
    // A class that does not occur changes nothing for the others.
    #expect(Self.data([0, 2, 2], count: 3).balancedClassWeights == [1.5, 1, 0.75])
    let values = Dataset(
      sampleCount: 1, featureCount: 1, features: .floats([1]), targets: .values([2], width: 1))
    #expect(values.balancedClassWeights == nil)
  }

  @Test(arguments: [Task.binary, .multiclass])
  func agreesWithNumericDifferences(task: Task) {
    let example = ModelExample(
      inputs: 4, hidden: [6], task: task, activation: .gelu, samples: 9, seed: 77)
    let weights: [Float] = task == .binary ? [0.5, 3] : [2, 0.25, 1, 5]
    let computation = BatchComputation(
      network: example.network, task: task, classWeights: weights, capacity: 9)
    let (loss, gradient) = example.gradient(of: Array(0..<9), with: computation)
    var twin = example.twin
    twin.classWeights = weights.map { Double($0) }
    let samples = (0..<9).map { example.sample($0) }
    let expected = samples.reduce(0) { $0 + twin.loss($1.0, $1.1, example.exactParameters) }
    #expect((loss - expected).magnitude <= 3e-6 * max(1, expected))
    let numeric = twin.numericGradient(samples, example.exactParameters)
    #expect(relativeDistance(gradient.map { Double($0) }, numeric) <= 3e-6)
    // What is measured is the plain loss.
    let plain = samples.reduce(0) { $0 + example.twin.loss($1.0, $1.1, example.exactParameters) }
    let tally = computation.evaluate(0..<9, in: example.data, at: example.parameters)
    #expect((tally.lossSum - plain).magnitude <= 3e-6 * max(1, plain))
  }

  /// Squared errors of class indicators: 3 · (f − 1)² for the sample's own class.
  @Test func weighsSquaredErrors() {
    let network = Network(
      sizes: [1, 2], activation: .relu, outputActivation: .identity, hasBias: false)
    let data = Dataset(
      sampleCount: 1, featureCount: 1, features: .floats([1]), targets: .classes([1], count: 2))
    let computation = BatchComputation(
      network: network, task: .multiclass, classificationLoss: .squared, classWeights: [1, 3],
      capacity: 1)
    var gradient: [Float] = [0, 0]
    let loss = [0].withUnsafeBufferPointer {
      computation.gradient(of: $0, in: data, at: [0.5, 0.25], scale: 1, into: &gradient)
    }
    // 3 (0.5² + 0.75²); 3 · 2 · 0.5 and 3 · 2 · (−0.75).
    #expect(loss == 2.4375)
    #expect(gradient == [3, -4.5])
  }
}
