import Coordination

/// One of θ's tensors in a checkpoint; its elements are 32-bit floats.
public struct CheckpointTensor: Equatable, Sendable {
  /// The name that PyTorch's `nn.Sequential` gives it, such as `0.weight`.
  public let name: String
  /// The sizes of its dimensions, row-major.
  public let shape: [Int]

  /// A tensor.
  public init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }
}

/// What a checkpoint says beside its tensors' elements.
public struct CheckpointDescription: Equatable, Sendable {
  /// How many updates were applied to θ.
  public var version: UInt64
  /// The generation of the server that wrote it.
  public var generation: UInt64
  /// The steps that were applied although an earlier one was not yet, in modes where steps need not
  /// wait for each other: ascending; each is at least one behind the first that was not applied,
  /// which is step `version` − `appliedAhead.count`. At most `Limits.appliedAheadMax`.
  public var appliedAhead: [UInt64]
  /// What the validations so far have come to.
  public var validation = ValidationHistory()
  /// The job as JSON text.
  public var job: String
  /// Which data it was trained on and how rows of them become features and answers, as JSON text;
  /// nil where that was not known yet, and in files from before it was written.
  public var data: String?
  /// θ's tensors, in the order in which they lie in the flat vector.
  public var parameters: [CheckpointTensor]
  /// The names of the optimizer's state vectors, each as long as θ, such as `adam.first_moment`. In
  /// the file each is one flat tensor called `optimizer.<name>`.
  public var optimizerState: [String]

  /// A description.
  public init(
    version: UInt64, generation: UInt64, appliedAhead: [UInt64] = [], job: String,
    data: String? = nil, parameters: [CheckpointTensor], optimizerState: [String]
  ) {
    self.version = version
    self.appliedAhead = appliedAhead
    self.generation = generation
    self.job = job
    self.data = data
    self.parameters = parameters
    self.optimizerState = optimizerState
  }

  /// The same without the optimizer's state: what a file of θ alone says.
  public var ofModel: CheckpointDescription {
    var description = self
    description.optimizerState = []
    return description
  }

  /// How many elements θ has.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }
}

/// What a checkpoint's bytes hold, and where.
public struct CheckpointContents: Equatable, Sendable {
  /// What the file says.
  public let description: CheckpointDescription
  /// Where θ lies, as contiguous little-endian 32-bit floats: byte offsets from the file's start.
  public let parameters: Range<Int>
  /// Where each of the optimizer's state vectors lies, in the order of
  /// `description.optimizerState`: byte offsets from the file's start.
  public let optimizerState: [Range<Int>]
}
