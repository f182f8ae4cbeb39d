/// What the coordinator asks the server's shell to do. The shell does it in order.
public enum CoordinatorEffect: Equatable, Sendable {
  /// Accept payloads from a peer from now on: it has a session whose data are the job's. Comes before the
  /// first work that is sent to it; from a peer without this, no message with a payload is taken.
  case allowPayloads(from: PeerID)
  /// Accept no more payloads from a peer: its session is over.
  case denyPayloads(from: PeerID)
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
  /// before anything else. Must not touch the memory of a version that is still being sent or is
  /// retained. Where `UpdateOrder.mustBeFinite` is set and the result is not, θ and the optimizer's
  /// state stay as they are; `skipUpdate` may then follow.
  case update(UpdateOrder)
  /// Let go of all held gradients and call the current θ by the version after `version`.
  case skipUpdate(version: UInt64)
  /// Keep the memory of this version of θ, the current one, until it has been released as often.
  case retain(version: UInt64)
  /// Undo one `retain`.
  case release(version: UInt64)
  /// Add a line to the apply log. It must be durable before a later checkpoint is.
  case record(AppliedUpdate)
  /// Write θ and the optimizer's state as they are now, before any later `update` changes them, and
  /// answer `checkpointWritten` when the file is durable (or `checkpointFailed`). At most one is
  /// under way. `appliedAhead` names the steps that are part of this θ although an earlier one is
  /// not.
  case writeCheckpoint(version: UInt64, appliedAhead: [UInt64])
  /// Keep a copy of θ as it is now, which is the best so far. Each checkpoint from now on must find it
  /// durable, until a better one takes its place.
  case keepBest(version: UInt64, appliedAhead: [UInt64])
  /// Tell the log and whoever watches.
  case report(RunEvent)
  /// Nothing more will come: end with this outcome. Asked for only when the last checkpoint is
  /// durable or has failed, and the workers have said goodbye or have had their time.
  case end(RunOutcome)
}

/// How the current θ becomes the next.
public struct UpdateOrder: Equatable, Sendable {
  /// The version that is current: the update is the one after so many.
  public var version: UInt64
  /// The version that the gradient was computed from: the current one, or one that is retained.
  public var readVersion: UInt64
  /// What the sum of the held gradients is multiplied by: more than 1 where some were left out.
  public var gradientScale: Float
  /// λ of λ g⊙g⊙(θ_now − θ_read), which is added to the scaled sum g; 0 for nothing.
  public var compensation: Float
  /// How often the learning rate has been reduced since the validation loss did not fall.
  public var rateReductions: UInt64
  /// Whether an update that gives a number which is not finite is taken back.
  public var mustBeFinite: Bool

  /// An order of these values.
  public init(
    version: UInt64, readVersion: UInt64, gradientScale: Float = 1, compensation: Float = 0,
    rateReductions: UInt64 = 0, mustBeFinite: Bool = false
  ) {
    self.version = version
    self.readVersion = readVersion
    self.gradientScale = gradientScale
    self.compensation = compensation
    self.rateReductions = rateReductions
    self.mustBeFinite = mustBeFinite
  }
}
