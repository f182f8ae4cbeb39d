import Coordination

/// What came of writing a checkpoint.
public enum CheckpointResult: Equatable, Sendable {
  /// It is durable: whole after a loss of power.
  case written(version: UInt64)
  /// It could not be written; the checkpoints before it are untouched.
  case failed(version: UInt64, reason: String)
}

/// Where checkpoints go: a folder in production, a simulated disk in the simulator.
public protocol CheckpointStore {
  /// Begins to write a checkpoint. What it needs of θ and of the state is copied before it returns,
  /// so that training goes on meanwhile. Asked for only when none is under way.
  ///
  /// - Parameters:
  ///   - parameters: θ.
  ///   - optimizerState: the optimizer's state vectors, in the order of the description's names.
  mutating func begin(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>,
    optimizerState: [UnsafeBufferPointer<Float>])
  /// Copies θ, the best so far, which from now on is made durable before any checkpoint is, unless a
  /// better one takes its place.
  ///
  /// - Parameter description: of θ alone.
  mutating func keepBest(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>)
  /// Adds an update to the apply log. What was recorded before `begin` is durable before that
  /// checkpoint is.
  mutating func record(_ update: AppliedUpdate)
  /// What came of the checkpoint, once. Does not wait.
  mutating func poll() -> CheckpointResult?
}
