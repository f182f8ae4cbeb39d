import Coordination
import Hashing
import Learning
import Optimizers
import ParameterServer
import Simulation
import Storage
import Text
import TrainingWorker

/// Training on the built-in digits: 64-32-10, Adam, batches of 64 in 8 micro-batches. An epoch has
/// 23 steps, of which the last has 29 samples.
struct DigitsRun {
  #if DEBUG
    static let steps: UInt64 = 60
  #else
    static let steps: UInt64 = 200
  #endif

  static let microBatches = 8
  static let batch = 64
  static let seed: UInt64 = 7
  static let network = Network(
    sizes: [64, 32, 10], activation: .relu, outputActivation: .identity, hasBias: true)
  static let update = UpdateConfiguration(
    algorithm: .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
  static let rate: Float = 0.003

  struct NoFile: Error {}

  private static let loaded = Result {
    try loadData(
      training: try DataSpecification("digits"), validation: nil, task: .multiclass,
      reading: { _ in throw NoFile() })
  }

  let data: LoadedData

  init() throws {
    data = try Self.loaded.get()
  }

  var sampler: Sampler {
    Sampler(
      sampleCount: data.training.sampleCount, batch: Self.batch, microBatches: Self.microBatches,
      seed: Self.seed)
  }

  var fingerprint: DataFingerprint {
    DataFingerprint(training: data.trainingFingerprint, validation: data.validationFingerprint)
  }

  func workload() -> NetworkWorkload {
    NetworkWorkload(
      network: Self.network, task: .multiclass, training: data.training,
      validation: data.validation, fingerprint: fingerprint, sampler: sampler, scaling: .mean)
  }

  static func fill(_ parameters: UnsafeMutablePointer<Float>) {
    Initializer.kaimingUniform.fill(parameters, layout: network.layout, seed: seed)
  }

  var configuration: CoordinatorConfiguration {
    CoordinatorConfiguration(
      job: "digits", batch: Self.batch, microBatches: Self.microBatches,
      length: .steps(Self.steps), measuresAccuracy: true)
  }

  /// A server that goes on from a checkpoint, or starts anew.
  func cluster(
    _ configuration: CoordinatorConfiguration? = nil, from checkpoint: LoadedCheckpoint? = nil,
    store: InMemoryCheckpointStore = InMemoryCheckpointStore(), rate: Float = Self.rate,
    queuedMessagesMax: Int = Limits.queuedMessagesMax
  ) -> (Cluster<NetworkWorkload, RunRecorder>, RunRecorder) {
    var configuration = configuration ?? self.configuration
    var start = ServedJob.Start.new(Self.fill)
    if let checkpoint {
      configuration.firstVersion = checkpoint.description.version
      configuration.generation = checkpoint.description.generation + 1
      start = .checkpoint(checkpoint.bytes, checkpoint.contents)
    }
    let recorder = RunRecorder()
    let cluster = Cluster<NetworkWorkload, RunRecorder>(
      configuration,
      job: ServedJob(
        layout: Self.network.layout, update: Self.update,
        schedule: LearningRateSchedule(baseRate: rate), start: start),
      facts: DataFacts(
        fingerprint: fingerprint, trainingSamples: data.training.sampleCount,
        validationSamples: data.validation?.sampleCount ?? 0),
      store: store, queuedMessagesMax: queuedMessagesMax, observer: recorder)
    return (cluster, recorder)
  }

  func addWorkers(_ count: Int, to cluster: Cluster<NetworkWorkload, RunRecorder>) {
    for _ in 0..<count {
      cluster.addWorker(name: "w\(cluster.workers.count + 1)") { _ in workload() }
    }
  }
}

/// A checkpoint read back from the bytes of its file.
struct LoadedCheckpoint {
  let bytes: [UInt8]
  let contents: CheckpointContents
  let description: CheckpointDescription
  let parameters: [Float]
  let optimizerState: [[Float]]

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    let contents = try bytes.withUnsafeBytes { try CheckpointFile.read($0) }
    self.contents = contents
    description = contents.description
    func floats(_ range: Range<Int>) -> [Float] {
      stride(from: range.lowerBound, to: range.upperBound, by: 4).map { offset in
        Float(
          bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) })
      }
    }
    parameters = floats(contents.parameters)
    optimizerState = contents.optimizerState.map(floats)
  }
}

/// SHA-256 of a vector's bytes, in hexadecimal.
func sha256(_ vector: some Sequence<Float>) -> String {
  Array(vector).withUnsafeBytes { Hexadecimal.text(SHA256.hash($0)) }
}
