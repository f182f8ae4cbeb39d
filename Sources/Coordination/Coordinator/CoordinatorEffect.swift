/// What the coordinator asks the server's shell to do. The shell does it in order.
public enum CoordinatorEffect: Equatable, Sendable {
  /// Send a message; `withParameters` adds θ of the current version as the payload. That memory may
  /// not change until the message has left.
  case send(ServerMessage, to: PeerID, Envelope, withParameters: Bool)
  /// Hold this pushed gradient: it covers `count` micro-batches from `firstLeaf` on.
  case keep(PayloadHandle, firstLeaf: Int, count: Int)
  /// Let go of the gradient held at `firstLeaf`; a larger one has taken its place.
  case drop(firstLeaf: Int)
  /// Release a payload that is not wanted.
  case discard(PayloadHandle)
  /// Sum the held gradients along the reduction tree (`Coordinator.forEachSumOperation`), apply the
  /// optimizer, let go of all that was held, make the result the current θ, and answer `updated`
  /// before anything else. Must not touch the memory of a version that is still being sent.
  case update(step: UInt64)
  /// Write θ and the optimizer's state as they are now, before any later `update` changes them, and
  /// answer `checkpointWritten` when the file is durable (or `checkpointFailed`). At most one is
  /// under way.
  case writeCheckpoint(version: UInt64)
  /// Tell the log and whoever watches.
  case report(RunEvent)
  /// Nothing more will come: end with this outcome. Asked for only when the last checkpoint is
  /// durable or has failed, and the workers have said goodbye or have had their time.
  case end(RunOutcome)
}

/// How a run ended.
public enum RunOutcome: Equatable, Sendable {
  /// All steps are done, or a target is reached.
  case completed(reason: String)
  /// The operator stopped it; it can be resumed.
  case interrupted(reason: String)
  /// It can't go on.
  case failed(reason: String)

  /// Whether it could not go on.
  public var isFailure: Bool {
    if case .failed = self { true } else { false }
  }

  /// Why it ended.
  public var reason: String {
    switch self {
    case .completed(let reason), .interrupted(let reason), .failed(let reason): reason
    }
  }
}
