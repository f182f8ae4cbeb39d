import Coordination

/// Memory that a link can send without copying it.
public protocol LinkBuffer: AnyObject {
  /// The floats, for the owner to write while the buffer is not in flight.
  var floats: UnsafeMutableBufferPointer<Float> { get }
  /// Whether any message with this payload has not left yet.
  var isInFlight: Bool { get }
}

/// What came of sending a message.
public enum SendOutcome: Equatable, Sendable {
  /// The link has it.
  case sent
  /// The peer has not read what was sent before; this message is lost.
  case queueFull
  /// There is no such peer (any more).
  case gone
}

/// A message as it came in. `head` is valid until the link is next asked for anything.
public struct Incoming {
  /// Who sent it.
  public let peer: PeerID
  /// The key by which the sender has proved itself; nil where there are none.
  public let key: WorkerKey?
  /// The encoded message.
  public let head: UnsafeRawBufferPointer
  /// The payload, to be released by the receiver.
  public let payload: PayloadHandle?
  /// The payload's bytes, as many as came, valid until it is released.
  public let payloadBytes: UnsafeRawBufferPointer?

  /// A message of these parts.
  public init(
    peer: PeerID, key: WorkerKey? = nil, head: UnsafeRawBufferPointer, payload: PayloadHandle?,
    payloadBytes: UnsafeRawBufferPointer?
  ) {
    self.peer = peer
    self.key = key
    self.head = head
    self.payload = payload
    self.payloadBytes = payloadBytes
  }
}

/// How messages travel: over ZeroMQ's protocol between processes, in memory in tests and in the simulator.
///
/// Messages of one peer come whole, in order, and at most once; any may be lost. A server's link has
/// many peers, a worker's only `PeerID.server`.
public protocol Link {
  /// The memory that payloads are sent from.
  associatedtype Buffer: LinkBuffer

  /// Whether payloads may be damaged on their way, so that they are sent with checksums: true for a
  /// network, false between processes of one host whose system hands the bytes on.
  var needsChecksums: Bool { get }
  /// A new buffer of `count` floats.
  mutating func makeBuffer(count: Int) -> Buffer
  /// The next message that has come in, if there is one. Does not wait.
  mutating func receive() -> Incoming?
  /// Why a connection to the server could not be made, once for each that could not and for a reason
  /// that is known. Only at a worker's end.
  mutating func takeHandshakeFailure() -> HandshakeFailure?
  /// Drops a worker's connection to the server, if there is one, and makes a new one, by which it
  /// is another peer. What was under way may be lost. Not for a server's end.
  mutating func reconnect()
  /// Lets a peer send payloads: it has a session. At a server's end; until then whatever is longer than
  /// a message without payload may end the connection.
  mutating func allowPayloads(from peer: PeerID)
  /// Takes that back: the peer has no session any longer.
  mutating func denyPayloads(from peer: PeerID)
  /// A peer that was heard and with which there is no connection any longer, once for each. Only at a
  /// server's end.
  mutating func takeGonePeer() -> PeerID?
  /// Says how long payloads may be that come from the server. Only at a worker's end; until then any
  /// payload may end the connection.
  mutating func expectPayloads(bytesMax: Int)
  /// Sends a message; `head` is copied, `payload` is not and may not change while it is in flight.
  mutating func send(_ head: UnsafeRawBufferPointer, payload: Buffer?, to peer: PeerID)
    -> SendOutcome
  /// The floats of a received payload, valid until it is released. Aligned to 4 bytes only.
  func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float>
  /// Gives a received payload's memory back.
  mutating func release(_ payload: PayloadHandle)
}

extension Link {
  /// Where there are no handshakes none fails.
  public mutating func takeHandshakeFailure() -> HandshakeFailure? { nil }
  /// Where nobody is a stranger all may send payloads.
  public mutating func allowPayloads(from peer: PeerID) {}
  /// Where nobody is a stranger all may send payloads.
  public mutating func denyPayloads(from peer: PeerID) {}
  /// Where there are no connections none ends.
  public mutating func takeGonePeer() -> PeerID? { nil }
  /// Where payloads lie in memory already, none is too long for it.
  public mutating func expectPayloads(bytesMax: Int) {}
}
