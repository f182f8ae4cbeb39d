import Coordination
import Wire
import ZMTP

/// What the threads of a server's link share with the link's user, under one lock that is never held
/// while anything is sent, received or encrypted.
///
/// Peers with a session are served in turn, one message each; those without in turn as well, but all of
/// them together no more than `Limits.strangerMessagesPerSecond`. A connection with messages that wait is
/// not read further, so that whoever sends more than its turn allows waits in its own system's buffers.
final class Exchange: @unchecked Sendable {
  let lock = Lock()
  /// Ends the wait of the link's user.
  let signal: EventSignal
  let payloadBytes: Int

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
  /// Connections that were not let in, or had to make room for others, as there were too many.
  private(set) var crowdedOut: UInt64 = 0

  init(signal: EventSignal, payloadBytes: Int, at now: Instant) {
    self.signal = signal
    self.payloadBytes = payloadBytes
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
      if let victim = connections[victim] {
        victim.mustClose = true
        leaving += 1
        victim.reactor.attend(victim)
      }
    case .refused:
      crowdedOut += 1
      return false
    }
    connections[connection.peer] = connection
    return true
  }

  /// A message has come. The user has to be woken where the answer says so.
  func deliver(_ arrival: Connection.Arrival, from connection: Connection) -> Bool {
    connection.arrivals.append(arrival)
    if arrival.payload != nil { connection.waitingPayloads += 1 }
    if !connection.isQueued { enqueue(connection) }
    connection.isPaused = connection.isFull
    defer { isUserWaiting = false }
    return isUserWaiting
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
    guard !connection.hasSession, strangerQueue.count > Limits.messagesPerTurnMax else { return }
    while let arrival = connection.arrivals.popFirst() { discard(arrival) }
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
    if arrival.payload != nil { connection.waitingPayloads -= 1 }
    if !connection.arrivals.isEmpty { enqueue(connection) }
    if connection.isPaused, !connection.isFull, !connection.isGone {
      connection.isPaused = false
      connection.reactor.attend(connection)
    }
    return arrival
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
