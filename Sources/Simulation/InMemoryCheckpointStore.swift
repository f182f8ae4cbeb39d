import Coordination
import Hashing
import Storage

/// Checkpoints in memory, each as the bytes that its file would have.
public final class InMemoryCheckpointStore: CheckpointStore {
  /// How long writing takes.
  public enum Completion: Sendable {
    /// A checkpoint is durable when it is next asked for.
    case atOnce
    /// When `completePending` or `failPending` is called.
    case whenTold
  }

  /// A durable checkpoint.
  public struct Checkpoint: Sendable {
    /// θ's version.
    public let version: UInt64
    /// The file, whole.
    public let bytes: [UInt8]
  }

  /// The durable ones, in the order in which they were written.
  public private(set) var checkpoints: [Checkpoint] = []
  /// All updates that were recorded.
  public private(set) var recorded: [AppliedUpdate] = []

  /// The version and θ of the validation that was best so far.
  public private(set) var best: (version: UInt64, parameters: [Float])?

  private let completion: Completion
  private var pending: Checkpoint?
  private var result: CheckpointResult?

  /// A store without checkpoints.
  public init(_ completion: Completion = .atOnce) {
    self.completion = completion
  }

  /// The version that is being written, if one is.
  public var pendingVersion: UInt64? { pending?.version }

  /// The bytes of the newest.
  public var newest: Checkpoint? { checkpoints.last }

  /// Encodes a checkpoint.
  public func begin(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>,
    optimizerState: [UnsafeBufferPointer<Float>]
  ) {
    precondition(pending == nil && result == nil, "a checkpoint is under way already")
    var data: [UInt8] = []
    data.append(contentsOf: UnsafeRawBufferPointer(parameters))
    for state in optimizerState { data.append(contentsOf: UnsafeRawBufferPointer(state)) }
    let checksum = data.withUnsafeBytes { SHA256.hash($0) }
    pending = Checkpoint(
      version: description.version,
      bytes: CheckpointFile.header(description, checksum: checksum) + data)
    if case .atOnce = completion { completePending() }
  }

  /// Keeps a copy of θ.
  public func keepBest(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>
  ) {
    best = (description.version, Array(parameters))
  }

  /// Keeps an update.
  public func record(_ update: AppliedUpdate) {
    recorded.append(update)
  }

  /// Makes the pending checkpoint durable.
  public func completePending() {
    guard let pending else { return }
    checkpoints.append(pending)
    result = .written(version: pending.version)
    self.pending = nil
  }

  /// Loses the pending checkpoint.
  public func failPending(reason: String) {
    guard let pending else { return }
    result = .failed(version: pending.version, reason: reason)
    self.pending = nil
  }

  /// What came of it, once.
  public func poll() -> CheckpointResult? {
    defer { result = nil }
    return result
  }
}
