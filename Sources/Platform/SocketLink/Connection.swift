import Coordination
import ZMTP

/// One connection of a link. What the owning `Reactor` alone uses comes first, then what it shares with
/// the link's user, under the `Exchange`'s lock.
final class Connection: @unchecked Sendable {
  /// A message that has come and waits to be taken.
  struct Arrival {
    let head: ByteBlocks.Block
    let headCount: Int
    let payload: PayloadHandle?
  }

  /// A message that is to be sent: its head behind a byte that is free.
  struct Outgoing {
    let head: ByteBlocks.Block
    let headCount: Int
    let payload: SocketBuffer?
  }

  /// A payload that is being received.
  struct ArrivingPayload {
    let handle: PayloadHandle
    /// Where the frame's body begins: what is the peer's own in it is aligned.
    let start: UnsafeMutableRawPointer
    let count: Int
    var filled: Int
  }

  /// A message's second part that is being sent: θ as it lies in memory, or encrypted for this peer.
  enum LeavingPayload {
    case plain(SocketBuffer)
    case sealed(PayloadHandle, UnsafeRawPointer)
  }

  let peer: PeerID
  let descriptor: Int32
  unowned let reactor: Reactor

  // The reactor's.
  var machine: ZMTPConnection
  var life: ConnectionLife
  var events: UInt32 = 0
  var arrivingPayload: ArrivingPayload?
  /// Bytes that were read but can't be looked at yet, since too many messages wait.
  var leftover: [UInt8] = []
  /// Frames that are being sent, and after them a payload.
  var wire: [UInt8] = []
  var wireSent = 0
  var leavingPayload: LeavingPayload?
  var leavingBytes = 0
  var leavingSent = 0
  /// The kernel takes no more for now.
  var isBlocked = false
  /// The last word has been said: what is still to be sent is, what comes is thrown away, and then the
  /// connection is closed.
  var isEnding = false
  var discardedBytes = 0
  var isClosed = false

  // Shared.
  var isOpen = false
  var key: WorkerKey?
  var hasSession = false
  var mustClose = false
  var isGone = false
  var needsAttention = false
  var isQueued = false
  var isPaused = false
  var arrivals = RingQueue<Arrival>()
  var waitingPayloads = 0
  var waitingHeadBytes = 0
  var outgoing = RingQueue<Outgoing>(capacity: Limits.queuedMessagesMax)
  var outgoingHeadBytes = 0
  /// A message has been taken from `outgoing` that has not left yet.
  var isBusy = false

  /// The link's user has received a message by it, and so has to hear of its end.
  var isKnown = false

  init(
    peer: PeerID, descriptor: Int32, reactor: Reactor, machine: consuming ZMTPConnection,
    life: ConnectionLife
  ) {
    self.peer = peer
    self.descriptor = descriptor
    self.reactor = reactor
    self.machine = machine
    self.life = life
  }
}
