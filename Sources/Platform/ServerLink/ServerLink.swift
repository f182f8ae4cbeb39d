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

  private let exchange: Exchange
  private let reactors: [Reactor]
  private let keyWatch: KeyWatch?
  private let wakeup: Wakeup?
  private let clock = MonotonicClock()
  /// The head of the last message, until the next is asked for.
  private var lastHead: ByteBlocks.Block?

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
  ) throws(ZeroMQError) -> ServerLink {
    try ServerLink(
      at: endpoint, inputOutputThreads: inputOutputThreads, payloadBytes: payloadBytes,
      heartbeatTimeout: heartbeatTimeout, keys: keys, wakeup: wakeup)
  }

  private init(
    at endpoint: String, inputOutputThreads: Int, payloadBytes: Int, heartbeatTimeout: Interval,
    keys: ServerKeys?, wakeup: Wakeup?
  ) throws(ZeroMQError) {
    let action = "listen at \(endpoint)"
    let listener = try Listener(at: endpoint)
    self.endpoint = listener.endpoint
    self.wakeup = wakeup
    needsChecksums = listener.isTCP && keys == nil
    guard let signal = EventSignal() else { throw ZeroMQError(action, code: errno) }
    let exchange = Exchange(
      signal: signal, payloadBytes: payloadBytes, at: clock.now)
    let settings = Reactor.Settings(
      heartbeatTimeout: heartbeatTimeout, secretKey: keys?.pair.secretKey.exposedBytes,
      authorized: keys?.authorized, wakeup: wakeup)
    var reactors: [Reactor] = []
    for _ in 0..<inputOutputThreads {
      guard let reactor = Reactor(exchange, settings) else {
        throw ZeroMQError(action, code: errno)
      }
      reactors.append(reactor)
    }
    self.exchange = exchange
    self.reactors = reactors
    keyWatch = keys.flatMap { KeyWatch($0.authorized, wakeup: wakeup) }
    // Now that all else that the link needs is open.
    let room = DescriptorLimit.roomForConnections()
    connectionsMax = room.connections
    guard connectionsMax > 0 else { throw ZeroMQError(action, code: EMFILE) }
    exchange.setRoom(connections: room.connections, leaving: room.leaving)
    for (index, reactor) in reactors.enumerated() {
      let isStarted =
        index == 0 ? reactor.start(listener, among: reactors) : reactor.start()
      guard isStarted else {
        stop()
        throw ZeroMQError(action, code: EAGAIN)
      }
    }
    if keys != nil, keyWatch == nil {
      stop()
      throw ZeroMQError(action, code: EAGAIN)
    }
  }

  deinit { close() }

  /// Sends what is still to be sent, as far as the peers take it in `Limits.lingerTime`, and ends all
  /// connections.
  public func close() {
    let deadline = clock.now + Limits.lingerTime
    while clock.now < deadline {
      let isSending = exchange.lock.holding {
        exchange.isLingering = true
        return exchange.runningThreads > 0
          && exchange.connections.values.contains { $0.isBusy || !$0.outgoing.isEmpty }
      }
      guard isSending else { break }
      sleep(until: deadline)
    }
    stop()
  }

  private func stop() {
    exchange.lock.holding {
      exchange.isStopping = true
      for reactor in reactors { reactor.wake() }
    }
    while exchange.lock.holding({ exchange.runningThreads > 0 }) {
      sleep(until: clock.now + .seconds(1))
    }
  }

  /// A new buffer of `count` floats.
  public func makeBuffer(count: Int) -> ServerLinkBuffer { ServerLinkBuffer(count: count) }

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
  public func receive() -> Incoming? {
    exchange.lock.holding {
      if let block = lastHead { exchange.blocks.release(block) }
      lastHead = nil
      guard let (connection, arrival) = exchange.next(at: { clock.now }) else { return nil }
      lastHead = arrival.head
      return Incoming(
        peer: connection.peer, key: connection.key,
        head: UnsafeRawBufferPointer(start: arrival.head.start, count: arrival.headCount),
        payload: arrival.payload,
        payloadBytes: arrival.payload.map {
          UnsafeRawBufferPointer(exchange.payloads.bytes(of: $0))
        })
    }
  }

  /// Sends a message.
  public func send(
    _ head: UnsafeRawBufferPointer, payload: ServerLinkBuffer?, to peer: PeerID
  ) -> SendOutcome {
    exchange.lock.holding {
      guard let connection = exchange.connections[peer], connection.isOpen else { return .gone }
      guard
        connection.outgoing.isEmpty
          || connection.outgoing.count < Limits.queuedMessagesMax
            && connection.outgoingHeadBytes + head.count <= Limits.headerBytesMax
      else { return .queueFull }
      let block = exchange.blocks.take(1 + head.count)
      if let source = head.baseAddress {
        (block.start + 1).copyMemory(from: source, byteCount: head.count)
      }
      payload?.takeOff()
      connection.outgoing.append(
        Connection.Outgoing(head: block, headCount: head.count, payload: payload))
      connection.outgoingHeadBytes += head.count
      connection.reactor.attend(connection)
      return .sent
    }
  }

  /// The floats of a received payload.
  public func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    let bytes = exchange.lock.holding { exchange.payloads.bytes(of: payload) }
    return UnsafeBufferPointer(
      start: bytes.baseAddress?.assumingMemoryBound(to: Float.self),
      count: bytes.count / MemoryLayout<Float>.stride)
  }

  /// Gives a received payload's memory back.
  public func release(_ payload: PayloadHandle) {
    exchange.lock.holding { exchange.payloads.release(payload) }
  }

  /// Sleeps until a message comes in, the wakeup is signalled, or the deadline.
  public func wait(until deadline: Instant) {
    let next = exchange.lock.holding { () -> Instant? in
      let next = exchange.nextMessage
      // A worker's message must not wait for the strangers' turn.
      exchange.isUserWaiting = next != .origin
      return next
    }
    sleep(until: min(deadline, next ?? deadline))
    exchange.lock.holding { exchange.isUserWaiting = false }
    wakeup?.drain()
  }

  private func sleep(until deadline: Instant) {
    let left = (deadline - clock.now).nanoseconds
    var items = (
      pollfd(fd: exchange.signal.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeup?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
    )
    let milliseconds = Int32(clamping: (left + 999_999) / 1_000_000)
    withUnsafeMutablePointer(to: &items) { pointer in
      pointer.withMemoryRebound(to: pollfd.self, capacity: 2) { _ = poll($0, 2, milliseconds) }
    }
    if items.0.revents != 0 { exchange.signal.clear() }
  }
}
