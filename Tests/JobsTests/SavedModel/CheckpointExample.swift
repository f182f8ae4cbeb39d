import Hashing
import Learning
import Storage

@testable import Jobs

/// Checkpoints made in memory.
enum CheckpointExample {
  /// The bytes of a checkpoint with these parameters and, for each name, a state vector of zeros.
  static func bytes(
    _ description: CheckpointDescription, parameters: [Float]
  ) -> [UInt8] {
    let zeros = [Float](
      repeating: 0, count: parameters.count * description.optimizerState.count)
    let data = (parameters + zeros).withUnsafeBytes { Array($0) }
    let checksum = data.withUnsafeBytes { SHA256.hash($0) }
    return CheckpointFile.header(description, checksum: checksum) + data
  }

  static func description(
    job: String, network: Network, data: ModelData? = nil, optimizerState: [String] = []
  ) -> CheckpointDescription {
    CheckpointDescription(
      version: 1234, generation: 2, job: job, data: data?.text,
      parameters: network.layout.tensors.map {
        CheckpointTensor(name: $0.name, shape: $0.shape)
      }, optimizerState: optimizerState)
  }

  /// A job with a model of these sizes, and otherwise as `change` makes it.
  static func job(_ sizes: [Int], _ change: (inout Job) -> Void = { _ in }) -> Job {
    var job = Job()
    job.model = .sizes(sizes)
    change(&job)
    return job
  }

  /// A saved model of the job with these parameters, by way of a file's bytes.
  static func model(
    _ job: Job, data: ModelData? = nil, parameters: (Int) -> Float
  ) throws -> SavedModel {
    guard case .sizes(let sizes) = job.model else { throw JobError("the job has no sizes") }
    let network = try job.network(features: sizes[0], outputs: sizes[sizes.count - 1])
    let bytes = bytes(
      description(job: job.canonicalText, network: network, data: data),
      parameters: (0..<network.parameterCount).map(parameters))
    return try read(bytes)
  }

  static func read(_ bytes: [UInt8]) throws -> SavedModel {
    try SavedModel(try bytes.withUnsafeBytes { try CheckpointFile.read($0) }, in: bytes)
  }

  /// Files by their names, as a reading closure; every name that is read is noted.
  final class Files {
    var contents: [String: String]
    private(set) var namesRead: [String] = []

    init(_ contents: [String: String]) { self.contents = contents }

    func read(_ path: String) throws -> [UInt8] {
      namesRead.append(path)
      guard let text = contents[path] else { throw JobError("there is no \(path)") }
      return Array(text.utf8)
    }
  }
}
