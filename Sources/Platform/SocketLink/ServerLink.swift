import Coordination
import Glibc
import Wire
import ZMTP

/// A server's end of the messages between processes: it speaks ZMTP 3.1 (RFC 37), as ZeroMQ's DEALER
/// sockets do, without keys or with CURVE (RFC 26), over TCP and local sockets.
///
/// Whatever bytes come by however many connections, it holds no more than
///
///     connections · (handshake and buffers, 64 KiB, + 4 · (16 KiB head + 16 KiB payload))
///       + sessions · (2 received payloads + 1 encrypted θ, with keys)
///       + what was received and not released
///
/// since a connection is not read further while `Limits.waitingMessagesMax` of its messages wait, or
/// `Limits.waitingPayloadsMax` payloads; a message has two parts, of which the first has at most
/// `Limits.workerHeadBytesMax` and the second, before there is a session, `Limits.strangerPayloadBytesMax`
/// bytes; and of connections there are as many as descriptors allow, `Limits.connectionsMax` at most.
/// Memory comes from where it goes back to the system when connections have ended.
public final class ServerLink: WaitingLink {
  /// False over a socket of the file system, whose bytes the kernel hands from process to process, and
  /// where all is encrypted: what was damaged on the way is then nothing that can be decrypted.
  public let needsChecksums: Bool
  /// The address that it listens at, with the port that the system chose for `*`.
  public let endpoint: String
  /// How many connections there may be at one time.
  public let connectionsMax: Int

  private var user: ExchangeUser
  private let keyWatch: KeyWatch?
  private var exchange: Exchange { user.exchange }

  /// A server's end, listening.
  ///
  /// - Parameters:
  ///   - endpoint: such as `tcp://127.0.0.1:5555`, `tcp://[::1]:*` or `ipc:///run/lockstep`.
  ///   - inputOutputThreads: how many threads move bytes.
  ///   - payloadBytes: the length of θ; a longer part ends the connection that it came by.
  ///   - keys: what the server proves itself by, and whose keys are authorized; nil for a server that is
  ///     open to all and encrypts nothing.
  ///   - wakeup: ends a wait from another thread; signalled, too, when there is something to take from
  ///     the authorized keys.
  public static func listening(
    at endpoint: String, inputOutputThreads: Int, payloadBytes: Int, heartbeatTimeout: Interval,
    keys: ServerKeys? = nil, wakeup: Wakeup?
  ) throws(LinkError) -> ServerLink {
    try ServerLink(
      at: endpoint, inputOutputThreads: inputOutputThreads, payloadBytes: payloadBytes,
      heartbeatTimeout: heartbeatTimeout, keys: keys, wakeup: wakeup)
  }

  private init(
    at endpoint: String, inputOutputThreads: Int, payloadBytes: Int, heartbeatTimeout: Interval,
    keys: ServerKeys?, wakeup: Wakeup?
  ) throws(LinkError) {
    let action = "listen at \(endpoint)"
    let listener = try Listener(at: endpoint)
    self.endpoint = listener.endpoint
    needsChecksums = listener.isTCP && keys == nil
    guard let signal = EventSignal() else { throw LinkError(action, code: errno) }
    let exchange = Exchange(
      signal: signal, payloadBytes: payloadBytes, waitingBounds: .server,
      at: MonotonicClock().now)
    let settings = Reactor.Settings(
      heartbeatTimeout: heartbeatTimeout, keys: keys.map { .server($0) }, wakeup: wakeup)
    var reactors: [Reactor] = []
    for _ in 0..<inputOutputThreads {
      guard let reactor = Reactor(exchange, settings) else {
        throw LinkError(action, code: errno)
      }
      reactors.append(reactor)
    }
    user = ExchangeUser(exchange, reactors, wakeup: wakeup)
    keyWatch = keys.flatMap { KeyWatch($0.authorized, wakeup: wakeup) }
    // Now that all else that the link needs is open.
    let room = DescriptorLimit.roomForConnections()
    connectionsMax = room.connections
    guard connectionsMax > 0 else { throw LinkError(action, code: EMFILE) }
    exchange.setRoom(connections: room.connections, leaving: room.leaving)
    for (index, reactor) in reactors.enumerated() {
      let isStarted =
        index == 0 ? reactor.start(listener, among: reactors) : reactor.start()
      guard isStarted else {
        user.stop()
        throw LinkError(action, code: EAGAIN)
      }
    }
    if keys != nil, keyWatch == nil {
      user.stop()
      throw LinkError(action, code: EAGAIN)
    }
  }

  deinit { user.close() }

  /// Sends what is still to be sent, as far as the peers take it in `Limits.lingerTime`, and ends all
  /// connections.
  public func close() { user.close() }

  /// A new buffer of `count` floats.
  public func makeBuffer(count: Int) -> SocketBuffer { SocketBuffer(count: count) }

  /// What crowding means here: how many connections there may be, and why not more.
  public var crowdingDescription: String {
    let reason =
      connectionsMax < Limits.connectionsMax
      ? "that the limit of open files leaves room for (ulimit -n is \(DescriptorLimit.current))"
      : "that a server takes"
    return "there are more connections than the \(connectionsMax) \(reason): those without a "
      + "session make room for new ones"
  }

  /// How many connections were refused, or had to make room for others, because there were as many as
  /// there may be.
  public var crowdedOut: UInt64 { exchange.lock.holding { exchange.crowdedOut } }

  /// A peer may send payloads from now on: it has a session.
  public func allowPayloads(from peer: PeerID) {
    exchange.lock.holding { exchange.setSession(true, of: peer) }
  }

  /// A peer may send nothing but small messages from now on.
  public func denyPayloads(from peer: PeerID) {
    exchange.lock.holding { exchange.setSession(false, of: peer) }
  }

  /// Not for a server, which waits to be connected to.
  public func reconnect() {
    preconditionFailure("a server waits to be connected to")
  }

  /// The next message that has come in, if there is one.
  public func receive() -> Incoming? { user.receive() }

  /// A peer that was heard and whose connection is closed, once.
  public func takeGonePeer() -> PeerID? { exchange.lock.holding { exchange.takeGonePeer() } }

  /// Sends a message.
  public func send(
    _ head: UnsafeRawBufferPointer, payload: SocketBuffer?, to peer: PeerID
  ) -> SendOutcome {
    exchange.lock.holding {
      user.enqueue(head, payload: payload, for: exchange.connections[peer])
    }
  }

  /// The floats of a received payload.
  public func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    user.floats(of: payload)
  }

  /// Gives a received payload's memory back.
  public func release(_ payload: PayloadHandle) { user.release(payload) }

  /// Sleeps until a message comes in, a peer has gone, the wakeup is signalled, or the deadline.
  public func wait(until deadline: Instant) { user.wait(until: deadline) }
}
