import Learning
import Storage
import Tensors

/// A trained network as a checkpoint holds it: its job, its shape and θ.
public struct SavedModel: Sendable {
  /// What the checkpoint says of itself.
  public let description: CheckpointDescription
  /// The job that trained it.
  public let job: Job
  /// Which data it was trained on, and what makes features and classes of others; nil where the
  /// checkpoint is from before that was written.
  public let data: ModelData?
  /// The network, whose layout the checkpoint's tensors have.
  public let network: Network
  /// θ, one flat vector in the order of `network.layout`.
  public let parameters: AlignedBuffer

  /// Takes the model out of a checkpoint's bytes.
  ///
  /// - Parameter contents: what `CheckpointFile.read` found in `bytes`.
  /// - Throws: `JobError` for a job that this program does not understand, or whose model is not the
  ///   one whose tensors are there.
  public init(_ contents: CheckpointContents, in bytes: [UInt8]) throws(JobError) {
    description = contents.description
    do {
      job = try Job(json: description.job)
    } catch {
      throw JobError("the checkpoint's job can't be read: \(error)")
    }
    do {
      data = try description.data.map { try ModelData(text: $0) }
    } catch {
      throw JobError("the checkpoint can't be used: \(error)")
    }
    guard case .sizes(let sizes) = job.model, let inputs = sizes.first, let outputs = sizes.last
    else { throw JobError("the checkpoint's job does not say the sizes of its model") }
    network = try job.network(features: inputs, outputs: outputs)
    if let data, data.preparation.featureCount != inputs {
      throw JobError(
        "the checkpoint's data have \(data.preparation.featureCount) features but its model takes "
          + "\(inputs)")
    }
    let expected = network.layout.tensors.map {
      CheckpointTensor(name: $0.name, shape: $0.shape)
    }
    guard description.parameters == expected else {
      throw JobError(
        "the checkpoint's tensors are not those of its job's model \(job.model): "
          + Self.difference(description.parameters, expected))
    }
    parameters = AlignedBuffer(count: network.parameterCount)
    UnsafeMutableRawBufferPointer(parameters.floats).copyBytes(from: bytes[contents.parameters])
  }

  /// The first tensor that is not as it should be.
  private static func difference(
    _ found: [CheckpointTensor], _ expected: [CheckpointTensor]
  ) -> String {
    for (found, expected) in zip(found, expected) where found != expected {
      return
        "“\(found.name)” \(found.shape) stands where “\(expected.name)” \(expected.shape) belongs"
    }
    return "there are \(found.count) and not \(expected.count)"
  }
}
