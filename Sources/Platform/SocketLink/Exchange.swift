import Coordination
import ZMTP

/// What the threads of a link share with the link's user, under one lock that is never held while
/// anything is sent, received or encrypted.
///
/// At a server's end, peers with a session are served in turn, one message each; those without in turn as well, but all of
/// them together no more than `Limits.strangerMessagesPerSecond`. A connection with messages that wait is
/// not read further, so that whoever sends more than its turn allows waits in its own system's buffers.
final class Exchange: @unchecked Sendable {
  /// What may wait to be taken from one connection.
  struct WaitingBounds {
    let messages: Int
    let payloads: Int
    let headBytes: Int

    /// What a worker may have sent.
    static let server = WaitingBounds(
      messages: Limits.waitingMessagesMax, payloads: Limits.waitingPayloadsMax,
      headBytes: Limits.waitingMessagesMax * Limits.workerHeadBytesMax)
    /// What the server may have sent: more, since a worker that computes takes nothing meanwhile.
    static let worker = WaitingBounds(
      messages: Limits.queuedMessagesMax, payloads: Limits.waitingPayloadsMax,
      headBytes: Limits.headerBytesMax)
  }

  let lock = Lock()
  /// Ends the wait of the link's user.
  let signal: EventSignal
  /// Bytes of a payload, at most; a longer one ends the connection that it came by.
  var payloadBytes: Int
  private let waitingBounds: WaitingBounds

  /// No connection has room in it before `room` is set.
  var register = ConnectionRegister(connectionsMax: 0)
  var connections: [PeerID: Connection] = [:]
  private var lastPeer: UInt32 = 0
  private var queue = RingQueue<Connection>(capacity: 64)
  private var strangerQueue = RingQueue<Connection>(capacity: 64)
  private var strangerAllowance: MessageAllowance
  var blocks = ByteBlocks()
  var payloads = PayloadMemory()
  var isUserWaiting = false
  /// Connections that have been told to make room and are not closed yet.
  private var leaving = 0
  private var leavingMax = 0
  /// Threads that have not ended.
  var runningThreads = 0
  var isStopping = false
  /// The user waits until all is sent.
  var isLingering = false
  /// A peer has gone, or a connection could not be made, since the user's last wait.
  var hasNews = false
  /// The user waits until a message can be sent.
  var isSenderWaiting = false
  /// Why connections could not be made, as far as nobody has taken it.
  private var handshakeFailures: [HandshakeFailure] = []
  /// Peers whose connections have gone, and all whose messages have been taken.
  private var gonePeers = RingQueue<PeerID>(capacity: 64)
  /// Connections that were not let in, or had to make room for others, as there were too many.
  private(set) var crowdedOut: UInt64 = 0

  init(
    signal: EventSignal, payloadBytes: Int, waitingBounds: WaitingBounds, at now: Instant
  ) {
    self.signal = signal
    self.payloadBytes = payloadBytes
    self.waitingBounds = waitingBounds
    strangerAllowance = MessageAllowance(
      perSecond: Limits.strangerMessagesPerSecond, burst: Limits.strangerMessagesBurst, at: now)
  }

  deinit {
    blocks.deallocate()
    payloads.deallocate()
  }

  // MARK: Called by reactors, under the lock

  /// There may be so many connections, and so many more that have been told to make room.
  func setRoom(connections: Int, leaving: Int) {
    register = ConnectionRegister(connectionsMax: connections)
    leavingMax = leaving
  }

  /// Whether another connection may be accepted: those that have to go still have their descriptors.
  var mayAccept: Bool { leaving < leavingMax }

  /// A number that no connection has; 0 is the server's own.
  func newPeer() -> PeerID {
    repeat { lastPeer &+= 1 } while lastPeer == 0 || connections[PeerID(lastPeer)] != nil
    return PeerID(lastPeer)
  }

  /// Takes in a new connection, and tells the one to go that has to make room for it.
  ///
  /// - Returns: whether there is room.
  func add(_ connection: Connection) -> Bool {
    switch register.add(connection.peer) {
    case .accepted:
      break
    case .instead(let victim):
      crowdedOut += 1
      if let victim = connections[victim] { end(victim) }
    case .refused:
      crowdedOut += 1
      return false
    }
    connections[connection.peer] = connection
    return true
  }

  /// Tells a connection to go.
  func end(_ connection: Connection) {
    guard !connection.mustClose else { return }
    connection.mustClose = true
    connection.isOpen = false
    leaving += 1
    connection.reactor.attend(connection)
  }

  /// A message has come. The user has to be woken where the answer says so.
  func deliver(_ arrival: Connection.Arrival, from connection: Connection) -> Bool {
    connection.arrivals.append(arrival)
    if arrival.payload != nil { connection.waitingPayloads += 1 }
    connection.waitingHeadBytes += arrival.headCount
    if !connection.isQueued { enqueue(connection) }
    connection.isPaused = isFull(connection)
    return takeUserWaiting()
  }

  /// Whether as many messages of a connection wait as may.
  private func isFull(_ connection: Connection) -> Bool {
    connection.arrivals.count >= waitingBounds.messages
      || connection.waitingPayloads >= waitingBounds.payloads
      || connection.waitingHeadBytes >= waitingBounds.headBytes
  }

  /// Whether the user has to be woken for something new.
  private func takeUserWaiting() -> Bool {
    defer { isUserWaiting = false }
    return isUserWaiting
  }

  /// There is something to take that is no message: the user's next wait ends at once, or this one.
  private func tellNews() {
    hasNews = true
    if takeUserWaiting() { signal.signal() }
  }

  /// A message may perhaps be sent that could not be sent before.
  func sendingChanged() {
    guard isSenderWaiting else { return }
    isSenderWaiting = false
    signal.signal()
  }

  /// A connection could not be made.
  func handshakeFailed(_ failure: HandshakeFailure) {
    if handshakeFailures.count < Limits.handshakeFailuresKeptMax {
      handshakeFailures.append(failure)
    }
    tellNews()
  }

  private func enqueue(_ connection: Connection) {
    connection.isQueued = true
    if connection.hasSession {
      queue.append(connection)
    } else {
      strangerQueue.append(connection)
    }
  }

  /// A connection is closed. What a peer with a session has said is still heard; a stranger's is not,
  /// where many wait.
  func remove(_ connection: Connection) {
    connection.isGone = true
    if connection.mustClose { leaving -= 1 }
    register.remove(connection.peer)
    connections[connection.peer] = nil
    while let message = connection.outgoing.popFirst() {
      blocks.release(message.head)
      message.payload?.land()
    }
    sendingChanged()
    if !connection.hasSession, strangerQueue.count > Limits.messagesPerTurnMax {
      while let arrival = connection.arrivals.popFirst() { discard(arrival) }
    }
    if connection.arrivals.isEmpty { tellGone(connection) }
  }

  /// Of a peer that the user has heard, and from which nothing more will be heard.
  private func tellGone(_ connection: Connection) {
    guard connection.isKnown else { return }
    gonePeers.append(connection.peer)
    tellNews()
  }

  private func discard(_ arrival: Connection.Arrival) {
    blocks.release(arrival.head)
    if let payload = arrival.payload { payloads.release(payload) }
  }

  // MARK: Called by the link's user, under the lock

  /// The next message, if one may be taken now.
  func next(at now: () -> Instant) -> (Connection, Connection.Arrival)? {
    while let connection = queue.popFirst() {
      if let arrival = take(from: connection) { return (connection, arrival) }
    }
    while !strangerQueue.isEmpty {
      guard strangerAllowance.take(at: now()), let connection = strangerQueue.popFirst() else {
        return nil
      }
      if let arrival = take(from: connection) { return (connection, arrival) }
    }
    return nil
  }

  private func take(from connection: Connection) -> Connection.Arrival? {
    connection.isQueued = false
    guard let arrival = connection.arrivals.popFirst() else { return nil }
    connection.isKnown = true
    if arrival.payload != nil { connection.waitingPayloads -= 1 }
    connection.waitingHeadBytes -= arrival.headCount
    if !connection.arrivals.isEmpty {
      enqueue(connection)
    } else if connection.isGone {
      tellGone(connection)
    }
    if connection.isPaused, !isFull(connection), !connection.isGone {
      connection.isPaused = false
      connection.reactor.attend(connection)
    }
    return arrival
  }

  /// The next peer whose connection has gone, once.
  func takeGonePeer() -> PeerID? { gonePeers.popFirst() }

  /// Why the next connection could not be made, once.
  func takeHandshakeFailure() -> HandshakeFailure? {
    handshakeFailures.isEmpty ? nil : handshakeFailures.removeFirst()
  }

  /// When there is something to take: now, later where strangers have had their share, or not before
  /// something comes.
  var nextMessage: Instant? {
    if !queue.isEmpty { return .origin }
    return strangerQueue.isEmpty ? nil : strangerAllowance.next
  }

  /// A peer may, or may not, send payloads from now on.
  func setSession(_ hasSession: Bool, of peer: PeerID) {
    guard let connection = connections[peer], connection.hasSession != hasSession else { return }
    let victim = register.move(peer, to: hasSession ? .session : .open)
    connection.hasSession = hasSession
    connection.reactor.attend(connection)
    if let victim = victim.flatMap({ connections[$0] }) {
      victim.hasSession = false
      victim.reactor.attend(victim)
    }
  }
}
