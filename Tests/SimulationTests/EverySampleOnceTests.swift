import Coordination
import Learning
import Optimizers
import ParameterServer
import Simulation
import Tensors
import Testing
import TrainingWorker

/// Counts samples by their gradients alone: sample i has a 1 in feature i and nowhere else, its
/// target is 1 and θ stays 0, so a micro-batch's gradient, summed, is −2 in the places of its
/// samples (∂(θᵀx − 1)²/∂θ_i = 2 · (0 − 1) · x_i).
private final class CountingWorkload: Workload {
  private let inner: NetworkWorkload
  private let count: (_ step: UInt64, _ microBatch: Int, _ sample: Int) -> Void

  init(
    _ inner: NetworkWorkload,
    count: @escaping (_ step: UInt64, _ microBatch: Int, _ sample: Int) -> Void
  ) {
    self.inner = inner
    self.count = count
  }

  var fingerprint: DataFingerprint { inner.fingerprint }
  var parameterCount: Int { inner.parameterCount }

  func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    let loss = inner.computeGradient(
      step: step, microBatch: microBatch, at: parameters, into: gradient)
    var samples = 0
    for sample in 0..<parameterCount where gradient[sample] != 0 {
      #expect(gradient[sample] == -2)
      samples += 1
      count(step, microBatch, sample)
    }
    #expect(loss == Double(samples))
    return loss
  }

  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally {
    inner.evaluate(unit: unit, at: parameters)
  }
}

@Suite("Every sample")
struct EverySampleOnceTests {
  @Test(
    "is seen once an epoch, in a last step that may be smaller",
    arguments: [(50, 8, 4, 3), (64, 64, 8, 2), (7, 16, 4, 1), (41, 10, 3, 2), (12, 5, 5, 4)])
  func once(_ samples: Int, _ batch: Int, _ microBatches: Int, _ workers: Int) throws {
    let epochs = 3
    var features = [Float](repeating: 0, count: samples * samples)
    for sample in 0..<samples { features[sample * samples + sample] = 1 }
    let data = Dataset(
      sampleCount: samples, featureCount: samples, features: .floats(features),
      targets: .values([Float](repeating: 1, count: samples), width: 1))
    let network = Network(
      sizes: [samples, 1], activation: .identity, outputActivation: .identity, hasBias: false)
    let sampler = Sampler(
      sampleCount: samples, batch: batch, microBatches: microBatches, seed: 3)
    let fingerprint = DataFingerprint(training: data.fingerprint, validation: 0)
    let recorder = RunRecorder()
    let cluster = Cluster<CountingWorkload, RunRecorder>(
      CoordinatorConfiguration(
        job: "once", batch: batch, microBatches: microBatches, length: .epochs(UInt64(epochs)),
        measuresAccuracy: false),
      job: ServedJob(
        layout: network.layout, update: UpdateConfiguration(algorithm: .sgd),
        schedule: LearningRateSchedule(baseRate: 0),
        start: .new { $0.update(repeating: 0, count: samples) }),
      facts: DataFacts(
        fingerprint: fingerprint, trainingSamples: samples, validationSamples: 0),
      observer: recorder)

    let stepsPerEpoch = (samples + batch - 1) / batch
    var seen = Array(repeating: Array(repeating: 0, count: samples), count: epochs)
    for number in 0..<workers {
      cluster.addWorker(name: "w\(number)") { _ in
        CountingWorkload(
          NetworkWorkload(
            network: network, task: .regression, training: data, validation: nil,
            fingerprint: fingerprint, sampler: sampler, scaling: .sum)
        ) { step, _, sample in
          seen[Int(step) / stepsPerEpoch][sample] += 1
        }
      }
    }
    _ = try cluster.run()
    for epoch in seen { #expect(epoch.allSatisfy { $0 == 1 }) }
    let remainder = samples - (stepsPerEpoch - 1) * batch
    let sizes = Array(repeating: batch, count: stepsPerEpoch - 1) + [remainder]
    #expect(recorder.samplesOfSteps == sizes + sizes + sizes)
  }
}
