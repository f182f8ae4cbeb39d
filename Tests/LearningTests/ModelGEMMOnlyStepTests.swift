import Tensors
import Testing

@testable import Learning

/// The benchmark's limit must do the products of a real step: its results are those of an
/// all-identity network without biases on the same numbers.
@Suite struct ModelGEMMOnlyStepTests {
  @Test(arguments: [[5, 3], [4, 6, 2], [7, 5, 9, 3], [2, 3, 4, 3, 2]], [1, 4, 9])
  func doesTheProductsOfAStep(sizes: [Int], batch: Int) {
    let network = Network(
      sizes: sizes, activation: .identity, outputActivation: .identity, hasBias: false)
    let step = GEMMOnlyStep(network: network, batch: batch)
    let parameters = step.weights.flatMap { Array($0.floats) }
    // Targets such that 2 (f − y) is the step's gradient of the outputs: y = f − gradient / 2.
    let features = Array(step.activations[0].floats)
    let computation = BatchComputation(network: network, task: .regression, capacity: batch)
    let width = network.outputCount
    var outputs = [Float](repeating: 0, count: batch * width)
    let placeholder = Dataset(
      sampleCount: batch, featureCount: network.inputCount, features: .floats(features),
      targets: .values(outputs, width: width))
    computation.predict(0..<batch, in: placeholder, at: parameters, into: &outputs)
    let targets = zip(outputs, step.lossGradients.floats).map { $0 - $1 / 2 }
    let data = Dataset(
      sampleCount: batch, featureCount: network.inputCount, features: .floats(features),
      targets: .values(targets, width: width))
    var gradient = [Float](repeating: .nan, count: network.parameterCount)
    _ = Array(0..<batch).withUnsafeBufferPointer {
      computation.gradient(of: $0, in: data, at: parameters, scale: 1, into: &gradient)
    }

    for _ in 0..<2 { step.run() }
    #expect(Array(step.activations[sizes.count - 1].floats) == outputs)
    let products = step.weightGradients.flatMap { Array($0.floats) }
    let distance = relativeDistance(products.map { Double($0) }, gradient.map { Double($0) })
    #expect(distance <= 1e-5)
  }
}
