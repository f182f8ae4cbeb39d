/// What the coordinator is told.
public enum CoordinatorInput: Equatable, Sendable {
  /// Time has passed.
  case tick
  /// The server has loaded the data.
  case dataReady(DataFacts)
  /// The server can't load the data.
  case dataFailed(reason: String)
  /// A well-formed message came in. A payload's size has been checked to be θ's. The key is the one
  /// by which the peer has proved itself to the link; nil where there are none.
  case received(
    WorkerMessage, from: PeerID, Envelope, payload: ReceivedPayload?, key: WorkerKey? = nil)
  /// Something came in that is no message.
  case badFrame(from: PeerID, FrameMistake, reason: String)
  /// A message could not be sent: the peer is gone, or it has not read what was sent before.
  case undelivered(ServerMessage, to: PeerID, isGone: Bool)
  /// There is no connection with a peer any longer, and nothing more will come from it.
  case disconnected(PeerID)
  /// The answer to `CoordinatorEffect.update`.
  case updated(UpdateSummary)
  /// The checkpoint of this version is durable.
  case checkpointWritten(version: UInt64)
  /// The checkpoint of this version could not be written; those before it are untouched.
  case checkpointFailed(version: UInt64, reason: String)
  /// The operator wants a checkpoint now, beside those that are due.
  case checkpointRequested
  /// From now on these keys are let in, and no others; what is wrong with the list, if something is.
  case authorized([WorkerKey], problem: String? = nil)
  /// The link has turned a connection away before it could say anything.
  case turnedAway(TurnedAway)
  /// The operator wants the run to stop.
  case stopRequested(StopReason)
}

/// A connection that was not let in, since its key is none of those that are.
public struct TurnedAway: Equatable, Sendable {
  /// Where it came from.
  public var address: String
  /// The public key that it came with, as text.
  public var publicKey: String

  /// A connection from this address with this key.
  public init(address: String, publicKey: String) {
    self.address = address
    self.publicKey = publicKey
  }
}

/// A payload that came in.
public struct ReceivedPayload: Equatable, Sendable {
  /// What the shell knows it by.
  public var handle: PayloadHandle
  /// Whether every one of its numbers is finite.
  public var isFinite: Bool

  /// A payload that was looked at.
  public init(_ handle: PayloadHandle, isFinite: Bool) {
    self.handle = handle
    self.isFinite = isFinite
  }
}

/// Bytes of messages, heads and payloads, without what the transport adds.
public struct Traffic: Equatable, Sendable {
  /// To workers.
  public var sentBytes: UInt64 = 0
  /// From workers.
  public var receivedBytes: UInt64 = 0

  /// None so far.
  public init() {}
}

/// What came of an update.
public struct UpdateSummary: Equatable, Sendable {
  /// The learning rate that was used.
  public var learningRate: Float
  /// The gradient's Euclidean norm, where it was computed.
  public var gradientNorm: Float?
  /// Whether every component of the gradient and of the new θ is a finite number.
  public var isFinite: Bool
  /// What the server has sent and received since the last update.
  public var traffic = Traffic()

  /// A summary of these values.
  public init(learningRate: Float, gradientNorm: Float?, isFinite: Bool) {
    self.learningRate = learningRate
    self.gradientNorm = gradientNorm
    self.isFinite = isFinite
  }
}
