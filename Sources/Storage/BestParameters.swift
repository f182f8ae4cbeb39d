/// The θ of the validation that was best so far, as long as no file has it.
public struct BestParameters {
  private var waiting: (description: CheckpointDescription, parameters: [Float])?

  /// There is none, or a file has it.
  public init() {}

  /// Copies θ; what waited before it is forgotten.
  ///
  /// - Parameter description: of θ alone.
  public mutating func keep(
    _ description: CheckpointDescription, _ parameters: UnsafeBufferPointer<Float>
  ) {
    // Memory is used again unless it is being written.
    var copy = waiting?.parameters ?? []
    waiting = nil
    copy.removeAll(keepingCapacity: true)
    copy.append(contentsOf: parameters)
    waiting = (description, copy)
  }

  /// What writes it; nil where nothing waits.
  public func writing(pieceBytes: Int = 16 << 20) -> ModelWriting? {
    waiting.map { waiting in
      ModelWriting(
        CheckpointName.best, waiting.description, parameters: waiting.parameters[...],
        pieceBytes: pieceBytes)
    }
  }

  /// The θ of this version has its file; nil where none has got one. A better one may wait already.
  public mutating func written(version: UInt64?) {
    if let version, waiting?.description.version == version { waiting = nil }
  }
}
