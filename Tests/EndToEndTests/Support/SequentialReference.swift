import Hashing
import Learning
import Optimizers
import Tensors
import Text

/// The run of `DigitsRun` as a plain loop: no server, no network, no coordinator, no plan of a sum.
enum SequentialReference {
  static func hash(steps: Int) throws -> String {
    let data = try loadData(
      training: DataSpecification("digits"), validation: nil, task: .multiclass,
      reading: { _ in [] })
    let network = Network(
      sizes: [64, 32, 10], activation: .relu, outputActivation: .identity, hasBias: true)
    let (batch, microBatches) = (64, 8)
    let sampler = Sampler(
      sampleCount: data.training.sampleCount, batch: batch, microBatches: microBatches, seed: 7)
    let computation = BatchComputation(network: network, task: .multiclass, capacity: batch)
    let count = network.parameterCount
    var parameters = [Float](repeating: 0, count: count)
    Initializer.kaimingUniform.fill(&parameters, layout: network.layout, seed: 7)
    let update = ParameterUpdate(
      UpdateConfiguration(algorithm: .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)),
      layout: network.layout, concurrency: 1)

    for step in 0..<UInt64(steps) {
      let gradients = (0..<microBatches).map { index -> [Float] in
        var samples = [Int](repeating: 0, count: batch)
        var gradient = [Float](repeating: 0, count: count)
        let scale = 1 / Float(sampler.samplesInStep(step))
        samples.withUnsafeMutableBufferPointer { samples in
          let drawn = sampler.indexes(step: step, microBatch: index, into: samples)
          _ = computation.gradient(
            of: UnsafeBufferPointer(rebasing: samples[..<drawn]), in: data.training,
            at: parameters, scale: scale, into: &gradient)
        }
        return gradient
      }
      let sum = pairwiseSum(gradients[...])
      var next = [Float](repeating: 0, count: count)
      withUnsafePointerToFirst(of: sum) { sum in
        var plan = SummationPlan()
        plan.load(sum)
        _ = update.apply(
          step: step, rate: 0.003, gradient: plan, current: parameters, next: &next,
          executor: SerialExecutor())
      }
      parameters = next
    }
    return parameters.withUnsafeBytes { Hexadecimal.text(SHA256.hash($0)) }
  }

  private static func withUnsafePointerToFirst(
    of vector: [Float], _ body: (UnsafePointer<Float>) -> Void
  ) {
    // An array passed as a pointer is one for the whole call.
    body(vector)
  }

  /// Halves, quarters and so on, the left half first.
  private static func pairwiseSum(_ vectors: ArraySlice<[Float]>) -> [Float] {
    guard vectors.count > 1, let first = vectors.first else { return vectors.first ?? [] }
    let middle = vectors.startIndex + vectors.count / 2
    let left = pairwiseSum(vectors[..<middle])
    let right = pairwiseSum(vectors[middle...])
    precondition(left.count == first.count)
    return zip(left, right).map { $0 + $1 }
  }
}
