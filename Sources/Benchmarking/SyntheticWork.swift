import Coordination
import Learning
import Tensors
import TrainingWorker

/// A worker's work on samples that are made up: images of random bytes with random classes.
final class SyntheticWork {
  /// How many samples there are: as many as MNIST's training images, or fewer where they are large.
  let sampleCount: Int

  private let workload: NetworkWorkload
  private let parameters: AlignedBuffer
  private let gradient: AlignedBuffer
  private var step: UInt64 = 0

  init(_ network: Network, microBatch: Int) {
    let fitting = min(60_000, 64_000_000 / network.inputCount)
    // Whole micro-batches only, so that every step is as long as the next.
    sampleCount = max(1, fitting / microBatch) * microBatch
    let task: Task = network.outputCount == 1 ? .binary : .multiclass
    workload = NetworkWorkload(
      network: network, task: task,
      training: Self.samples(
        sampleCount, features: network.inputCount,
        classes: task == .binary ? 2 : network.outputCount),
      validation: nil, fingerprint: DataFingerprint(training: 0, validation: 0),
      sampler: Sampler(sampleCount: sampleCount, batch: microBatch, microBatches: 1, seed: 1),
      scaling: .mean)
    parameters = AlignedBuffer(count: network.parameterCount)
    gradient = AlignedBuffer(count: network.parameterCount)
    Initializer.kaimingUniform.fill(parameters.pointer, layout: network.layout, seed: 1)
  }

  /// The gradient of the next micro-batch.
  func computeGradient() {
    _ = workload.computeGradient(
      step: step, microBatch: 0, at: parameters.pointer, into: gradient.pointer)
    step += 1
  }

  private static func samples(_ count: Int, features: Int, classes: Int) -> Dataset {
    // Knuth's MMIX generator: any bytes will do, as long as they are neither all alike nor zero.
    var state: UInt64 = 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let bytes = (0..<count * features).map { _ in UInt8(truncatingIfNeeded: next()) }
    let labels = (0..<count).map { _ in UInt16(next() % UInt64(classes)) }
    return Dataset(
      sampleCount: count, featureCount: features, features: .bytes(bytes, scale: 1 / Float(255)),
      targets: .classes(labels, count: classes))
  }
}
