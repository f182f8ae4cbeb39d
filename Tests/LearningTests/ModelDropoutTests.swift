import Tensors
import Testing

@testable import Learning

@Suite struct ModelDropoutTests {
  private static let dropout = Dropout(probability: 0.4, seed: 11)
  private static let place = Dropout.Place(step: 5, position: 3)

  /// The masks of a sample by their own definition (`DropoutMaskTests`).
  private static func masks(of network: Network, position: Int) -> [[Double]] {
    (0..<network.layerCount - 1).map { layer in
      let width = network.sizes[layer + 1]
      var mask = [Float](repeating: 0, count: width)
      var results = mask
      DropoutMask(probability: 0.4, seed: 11, step: 5).apply(
        to: [Float](repeating: 1, count: width), position: position, layer: layer, count: width,
        mask: &mask, results: &results)
      return mask.map { Double($0) }
    }
  }

  /// With the masks held fast, backward is the derivative of forward.
  @Test(arguments: Task.allCases, Activation.allCases)
  func agreesWithNumericDifferences(task: Task, activation: Activation) {
    let example = ModelExample(
      inputs: 5, hidden: [9, 6], task: task, activation: activation, samples: 7, seed: 40)
    let computation = BatchComputation(
      network: example.network, task: task, dropout: Self.dropout, capacity: 8)
    var gradient = [Float](repeating: .nan, count: example.network.parameterCount)
    let loss = Array(0..<7).withUnsafeBufferPointer {
      computation.gradient(
        of: $0, in: example.data, at: example.parameters, scale: 1, place: Self.place,
        into: &gradient)
    }
    var (exactLoss, exact) = (0.0, [Double](repeating: 0, count: gradient.count))
    var numeric = exact
    for index in 0..<7 {
      var twin = example.twin
      twin.masks = Self.masks(of: example.network, position: 3 + index)
      let sample = example.sample(index)
      exactLoss += twin.loss(sample.0, sample.1, example.exactParameters)
      let own = twin.gradient(sample.0, sample.1, example.exactParameters)
      let differences = twin.numericGradient([sample], example.exactParameters)
      for parameter in exact.indices {
        exact[parameter] += own[parameter]
        numeric[parameter] += differences[parameter]
      }
    }
    #expect((loss - exactLoss).magnitude <= 3e-6 * max(1, exactLoss))
    #expect(relativeDistance(exact, numeric) <= 1e-7)
    #expect(relativeDistance(gradient.map { Double($0) }, numeric) <= 3e-6)
    // It is another gradient than the one without dropout.
    let plain = example.gradient(of: Array(0..<7)).gradient.map { Double($0) }
    #expect(relativeDistance(plain, numeric) > 0.01)
  }

  /// A step's masks do not depend on how the step is cut into parts.
  @Test func partsHaveTheMasksOfTheWhole() {
    let example = ModelExample(
      inputs: 6, hidden: [33], task: .multiclass, activation: .relu, samples: 10, seed: 2)
    let computation = BatchComputation(
      network: example.network, task: .multiclass, dropout: Self.dropout, capacity: 10)
    func gradient(_ samples: Range<Int>) -> [Double] {
      var gradient = [Float](repeating: 0, count: example.network.parameterCount)
      _ = Array(samples).withUnsafeBufferPointer {
        computation.gradient(
          of: $0, in: example.data, at: example.parameters, scale: 1,
          place: Dropout.Place(step: 8, position: samples.lowerBound), into: &gradient)
      }
      return gradient.map { Double($0) }
    }
    let parts = zip(gradient(0..<4), gradient(4..<10)).map { $0 + $1 }
    #expect(relativeDistance(parts, gradient(0..<10)) <= 1e-6)
  }

  @Test func nothingIsDroppedWhenMeasuringOrAnswering() {
    let example = ModelExample(
      inputs: 6, hidden: [20], task: .binary, activation: .tanh, samples: 10, seed: 2)
    let plain = BatchComputation(network: example.network, task: .binary, capacity: 10)
    let dropping = BatchComputation(
      network: example.network, task: .binary, dropout: Self.dropout, capacity: 10)
    #expect(
      plain.evaluate(0..<10, in: example.data, at: example.parameters)
        == dropping.evaluate(0..<10, in: example.data, at: example.parameters))
    var (first, second) = ([Float](repeating: 0, count: 10), [Float](repeating: 1, count: 10))
    plain.predict(0..<10, in: example.data, at: example.parameters, into: &first)
    dropping.predict(0..<10, in: example.data, at: example.parameters, into: &second)
    #expect(first == second)
  }
}
