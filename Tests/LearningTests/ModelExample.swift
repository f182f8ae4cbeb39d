import Testing

@testable import Learning

/// A network, random parameters and random samples that fit it.
struct ModelExample: CustomTestStringConvertible, Sendable {
  let network: Network
  let task: Task
  let data: Dataset
  let parameters: [Float]

  init(
    inputs: Int, hidden: [Int], task: Task, activation: Activation,
    outputActivation: Activation = .identity, hasBias: Bool = true, samples: Int, seed: UInt64
  ) {
    var random = ModelTestRandom(seed: seed)
    let outputs = task == .binary ? 1 : (task == .multiclass ? 4 : 3)
    network = Network(
      sizes: [inputs] + hidden + [outputs], activation: activation,
      outputActivation: outputActivation, hasBias: hasBias)
    self.task = task
    let targets: Dataset.Targets
    switch task {
    case .regression:
      targets = .values(random.symmetric(count: samples * outputs), width: outputs)
    case .binary, .multiclass:
      let classes = task == .binary ? 2 : outputs
      targets = .classes(
        (0..<samples).map { _ in UInt16(random.next() % UInt64(classes)) }, count: classes)
    }
    data = Dataset(
      sampleCount: samples, featureCount: inputs,
      features: .floats(random.symmetric(count: samples * inputs)), targets: targets)
    parameters = random.symmetric(count: network.parameterCount)
  }

  var testDescription: String {
    "\(task) \(network.sizes) \(network.activation) \(network.outputActivation) "
      + "bias \(network.hasBias) × \(data.sampleCount)"
  }

  var twin: ModelNaiveTwin { ModelNaiveTwin(network: network, task: task) }

  var exactParameters: [Double] { parameters.map { Double($0) } }

  /// Features and target of one sample, as the twin takes them.
  func sample(_ index: Int) -> ([Double], [Double]) {
    let width = data.featureCount
    let features: [Double]
    switch data.features {
    case .bytes(let bytes, let scale):
      features = bytes[index * width..<(index + 1) * width].map { Double(Float($0) * scale) }
    case .floats(let floats):
      features = floats[index * width..<(index + 1) * width].map { Double($0) }
    }
    switch data.targets {
    case .classes(let labels, _): return (features, [Double(labels[index])])
    case .values(let values, let width):
      return (features, values[index * width..<(index + 1) * width].map { Double($0) })
    }
  }

  /// Loss and gradient of the samples by the code under test.
  func gradient(
    of samples: [Int], scale: Float = 1, with computation: BatchComputation? = nil
  ) -> (loss: Double, gradient: [Float]) {
    let computation =
      computation ?? BatchComputation(network: network, task: task, capacity: max(samples.count, 1))
    // Overwritten, whatever was there.
    var gradient = [Float](repeating: .nan, count: network.parameterCount)
    let loss = samples.withUnsafeBufferPointer {
      computation.gradient(of: $0, in: data, at: parameters, scale: scale, into: &gradient)
    }
    return (loss, gradient)
  }
}
