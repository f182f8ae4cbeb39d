/// What a worker's session is told.
public enum WorkerSessionInput: Equatable, Sendable {
  /// Time has passed.
  case tick
  /// Everything that has come in is dealt with: there is time to compute.
  case idle
  /// A well-formed message came in. A payload's size has been checked to be θ's.
  case received(ServerMessage, Envelope, payload: PayloadHandle?)
  /// A message could not be sent: the server is gone, or it has not read what was sent before.
  case undelivered(WorkerMessage)
  /// A connection to the server could not be made for this reason.
  case handshakeFailed(HandshakeFailure)
  /// Something came in that is no message.
  case badFrame(FrameMistake, reason: String)
  /// The answer to `WorkerSessionEffect.prepare`: the job is ready to be worked on.
  case prepared(DataFingerprint)
  /// The job can't be worked on here.
  case preparationFailed(PreparationFailure)
  /// The answer to `WorkerSessionEffect.computeGradient`, with Σ ℓ over the micro-batch.
  case computed(lossSum: Double)
  /// The answer to `WorkerSessionEffect.evaluate`.
  case evaluated(Tally)
  /// The operator wants the worker to leave.
  case stopRequested(StopReason)
}

/// Why a job can't be worked on here.
public struct PreparationFailure: Equatable, Sendable {
  /// For this worker's own messages.
  public var reason: String
  /// For the server, which the worker does not trust.
  public var reported: UnableReason

  /// A failure of this reason, and the reason that the worker sends to the server.
  public init(reason: String, reported: UnableReason) {
    self.reason = reason
    self.reported = reported
  }
}
