import CEpoll
import Coordination
import Glibc
import Wire
import ZMTP

/// A thread that moves the bytes of its connections, encrypts and decrypts them, and asks the state
/// machines what they mean. It never waits for one connection.
final class Reactor: @unchecked Sendable {
  /// What all reactors of a link have in common.
  struct Settings: Sendable {
    enum Keys: Sendable {
      case server(ServerKeys)
      case worker(WorkerKeys)
    }

    let heartbeatTimeout: Interval
    /// By what this end proves itself, and whom it takes for the other; nil for one that has no keys.
    let keys: Keys?
    /// Signalled when a peer's key was turned away.
    let wakeup: Wakeup?
  }

  /// What is read at once where no payload is being received.
  private static let readBytes = 4096
  /// Reads of one connection before the others have their turn.
  private static let readsPerTurn = 32
  /// Bytes of answers to pings that may lie unsent before nothing more is read.
  private static let unreadAnswersMax = 1024
  /// What a connection that ends may still send, to be thrown away.
  private static let discardedBytesMax = 1 << 20

  private let exchange: Exchange
  private let settings: Settings
  private let signal: EventSignal
  private let epoll: Int32
  private let clock = MonotonicClock()

  // Under the lock.
  private var attention = RingQueue<Connection>(capacity: 64)
  private var isAsleep = false

  // The thread's own.
  private var listener: Listener?
  /// To whom accepted connections are given, in turn.
  private var others: [Reactor] = []
  private var nextOther = 0
  private var listensAgainAt: Instant?
  /// What gets a worker's link to its server; nil at a server's end.
  private var connector: Connector?
  private var connections: [UInt32: Connection] = [:]
  private var nextCheck: Instant
  private var nextTrim: Instant
  private let scratch = UnsafeMutableRawBufferPointer.allocate(
    byteCount: readBytes, alignment: 64)

  /// Nil if the system has no descriptors left.
  init?(_ exchange: Exchange, _ settings: Settings) {
    guard let signal = EventSignal() else { return nil }
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { return nil }
    self.exchange = exchange
    self.settings = settings
    self.signal = signal
    self.epoll = epoll
    nextCheck = clock.now + Limits.connectionCheckInterval
    nextTrim = clock.now + Limits.payloadMemoryInterval
  }

  deinit {
    close(epoll)
    scratch.deallocate()
  }

  /// Starts the thread; false where the system has none to spare.
  ///
  /// - Parameters:
  ///   - listener: whose connections it accepts, if it is the one that does.
  ///   - others: among whom they are divided, itself included.
  func start(_ listener: Listener? = nil, among others: [Reactor] = []) -> Bool {
    self.listener = listener
    self.others = others
    if let listener {
      watch(listener.descriptor, number: UInt64(UInt32.max) + 1, EPOLLIN.rawValue, EPOLL_CTL_ADD)
    }
    return startThread()
  }

  /// Starts the thread of a worker's link; false where the system has none to spare.
  func start(_ connector: Connector) -> Bool {
    self.connector = connector
    return startThread()
  }

  private func startThread() -> Bool {
    watch(signal.descriptor, number: 0, EPOLLIN.rawValue, EPOLL_CTL_ADD)
    exchange.lock.holding { exchange.runningThreads += 1 }
    if Platform.startThread({ [self] in run() }) { return true }
    exchange.lock.holding { exchange.runningThreads -= 1 }
    return false
  }

  /// Has a connection looked after. Under the lock, by any thread.
  func attend(_ connection: Connection) {
    guard !connection.needsAttention else { return }
    connection.needsAttention = true
    attention.append(connection)
    wake()
  }

  /// Under the lock.
  func wake() {
    guard isAsleep else { return }
    isAsleep = false
    signal.signal()
  }

  private func run() {
    while true {
      let hasWork = exchange.lock.holding {
        isAsleep = attention.isEmpty && !exchange.isStopping
        return !isAsleep
      }
      waitAndServe(milliseconds: hasWork ? 0 : patience())
      let isStopping = exchange.lock.holding {
        isAsleep = false
        return exchange.isStopping
      }
      if isStopping { break }
      while let connection = exchange.lock.holding({ takeAttention() }) { look(after: connection) }
      let now = clock.now
      listenAgain(at: now)
      connectAgain(at: now)
      if now >= nextCheck { check(at: now) }
    }
    while let connection = exchange.lock.holding({ takeAttention() }) { finish(connection) }
    for connection in connections.values { finish(connection) }
    listener = nil
    connector = nil
    others = []
    exchange.lock.holding {
      exchange.runningThreads -= 1
      exchange.signal.signal()
    }
  }

  private func takeAttention() -> Connection? {
    guard let connection = attention.popFirst() else { return nil }
    connection.needsAttention = false
    return connection
  }

  private func patience() -> Int32 {
    // Who listens also gives memory back, when all connections have gone, too.
    if connections.isEmpty, listener == nil, connector == nil { return -1 }
    var next = min(nextCheck, listensAgainAt ?? nextCheck)
    if let connector, connections.isEmpty { next = min(next, connector.nextAttempt) }
    let left = (next - clock.now).nanoseconds
    return Int32(clamping: (left + 999_999) / 1_000_000)
  }

  private func watch(_ descriptor: Int32, number: UInt64, _ events: UInt32, _ change: Int32) {
    var event = epoll_event()
    event.events = events
    event.data.u64 = number
    epoll_ctl(epoll, change, descriptor, &event)
  }

  private func waitAndServe(milliseconds: Int32) {
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
      let count = epoll_wait(epoll, events.baseAddress, 64, milliseconds)
      guard count > 0 else { return }
      for event in events[..<Int(count)] {
        switch event.data.u64 {
        case 0: signal.clear()
        case UInt64(UInt32.max) + 1: acceptConnections()
        case let number:
          guard let connection = connections[UInt32(truncatingIfNeeded: number)] else { continue }
          if event.events & EPOLLOUT.rawValue != 0 { flush(connection) }
          if event.events & ~EPOLLOUT.rawValue != 0 { read(connection) }
        }
      }
    }
  }

  // MARK: New connections

  private func acceptConnections() {
    guard let listener else { return }
    // Some at a time, so that who is there already is served, too.
    for _ in 0..<64 {
      guard exchange.lock.holding({ exchange.mayAccept }) else { return }
      switch listener.accept() {
      case .success(let descriptor):
        admit(descriptor)
      case .failure(let error):
        switch error.code {
        case EINTR, ECONNABORTED: continue
        case EAGAIN: return
        default:
          // No descriptor or memory: it may be otherwise soon. Meanwhile nothing spins.
          watch(
            listener.descriptor, number: UInt64(UInt32.max) + 1, 0, EPOLL_CTL_MOD)
          listensAgainAt = clock.now + Limits.acceptPause
          return
        }
      }
    }
  }

  private func listenAgain(at now: Instant) {
    guard let listener, let again = listensAgainAt, now >= again else { return }
    listensAgainAt = nil
    watch(listener.descriptor, number: UInt64(UInt32.max) + 1, EPOLLIN.rawValue, EPOLL_CTL_MOD)
  }

  private func admit(_ descriptor: Int32) {
    let reactor = others[nextOther]
    nextOther = (nextOther + 1) % others.count
    let bounds = ZMTPConnection.Bounds(
      headBytes: Limits.workerHeadBytesMax,
      smallPayloadBytes: min(Limits.strangerPayloadBytesMax, exchange.payloadBytes),
      commandBytes: Limits.linkCommandBytesMax)
    add(descriptor, to: reactor, ZMTPConnection(bounds, at: .server, curve: connectionKeys()))
  }

  private func add(
    _ descriptor: Int32, to reactor: Reactor, _ machine: consuming ZMTPConnection
  ) {
    let life = ConnectionLife(at: clock.now, heartbeatTimeout: settings.heartbeatTimeout)
    let connection = Connection(
      peer: exchange.lock.holding { exchange.newPeer() }, descriptor: descriptor,
      reactor: reactor, machine: machine, life: life)
    let isIn = exchange.lock.holding {
      guard exchange.add(connection) else { return false }
      reactor.attend(connection)
      return true
    }
    if !isIn { close(descriptor) }
  }

  /// This end's keys with random bytes for one connection; nil for an end that has none.
  private func connectionKeys() -> ZMTPConnection.CurveKeys? {
    guard let keys = settings.keys else { return nil }
    // The system's own, which nobody can foresee.
    var system = SystemRandomNumberGenerator()
    let random = (0..<ZMTPConnection.CurveKeys.randomBytes).map { _ in
      UInt8.random(in: .min ... .max, using: &system)
    }
    return switch keys {
    case .server(let keys):
      ZMTPConnection.CurveKeys(secretKey: keys.pair.secretKey.exposedBytes, random: random)
    case .worker(let keys):
      ZMTPConnection.CurveKeys(
        publicKey: keys.pair.publicKey.bytes, secretKey: keys.pair.secretKey.exposedBytes,
        serverKey: keys.serverKey.bytes, random: random)
    }
  }

  // MARK: A worker's connection

  private func connectAgain(at now: Instant) {
    guard connector != nil, connections.isEmpty, connector?.nextAttempt ?? now <= now else {
      return
    }
    guard let descriptor = connector?.begin() else {
      connector?.failed(at: clock.now)
      return
    }
    // Every payload is received where it will be used.
    let bounds = ZMTPConnection.Bounds(
      headBytes: Limits.headerBytesMax, smallPayloadBytes: 0,
      commandBytes: Limits.linkCommandBytesMax)
    add(descriptor, to: self, ZMTPConnection(bounds, at: .worker, curve: connectionKeys()))
    while let connection = exchange.lock.holding({ takeAttention() }) { look(after: connection) }
  }

  /// Why a worker's connection ended in its handshake, as far as that can be known.
  private func handshakeFailure(
    _ connection: Connection, _ violation: ProtocolViolation?
  ) -> HandshakeFailure? {
    let hasKeys = settings.keys != nil
    return switch violation {
    case .notAuthorized: .notAuthorized
    case .otherMechanism: hasKeys ? .serverHasNoKeys : .serverHasKeys
    // A server breaks off what was written for the owner of another key.
    case nil, .cannotOpen?, .badCommand?:
      hasKeys && connection.machine.isInHandshake ? .brokenOff : nil
    default: nil
    }
  }

  // MARK: What others ask for

  private func look(after connection: Connection) {
    guard !connection.isClosed else { return }
    if connections[connection.peer.rawValue] == nil {
      connections[connection.peer.rawValue] = connection
      connection.events = EPOLLIN.rawValue
      watch(
        connection.descriptor, number: UInt64(connection.peer.rawValue), EPOLLIN.rawValue,
        EPOLL_CTL_ADD)
    }
    let (mustClose, hasSession, isPaused, payloadBytes) = exchange.lock.holding {
      (
        connection.mustClose, connection.hasSession, connection.isPaused, exchange.payloadBytes
      )
    }
    if mustClose {
      finish(connection)
      connector?.hurry()
      return
    }
    let now = clock.now
    let payloadBytesMax =
      hasSession
      ? payloadBytes : min(Limits.strangerPayloadBytesMax, payloadBytes)
    connection.machine.payloadBytesMax = payloadBytesMax
    connection.life.session(hasSession, at: now)
    flush(connection)
    guard !isPaused, !connection.isClosed else { return }
    connection.life.reading(true, at: now)
    takeLeftover(connection)
    if !connection.isClosed { updateEvents(connection) }
  }

  private func takeLeftover(_ connection: Connection) {
    guard !connection.leftover.isEmpty, connection.arrivingPayload == nil else { return }
    let bytes = connection.leftover
    connection.leftover = []
    bytes.withUnsafeBytes { take($0, of: connection) }
    if !connection.isClosed, !connection.machine.output.isEmpty { flush(connection) }
  }

  // MARK: What comes in

  private func isPaused(_ connection: Connection) -> Bool {
    exchange.lock.holding { connection.isPaused }
  }

  private func read(_ connection: Connection) {
    for _ in 0..<Self.readsPerTurn {
      guard !connection.isClosed else { return }
      if connection.isEnding { return discard(connection) }
      if !connection.leftover.isEmpty || isPaused(connection) { break }
      let isPayload = connection.arrivingPayload != nil
      let target =
        connection.arrivingPayload.map {
          UnsafeMutableRawBufferPointer(start: $0.start + $0.filled, count: $0.count - $0.filled)
        } ?? scratch
      let count = recv(connection.descriptor, target.baseAddress, target.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { break }
      guard count > 0 else { return hungUp(connection) }
      if isPayload {
        connection.arrivingPayload?.filled += count
        connection.life.heard(
          at: clock.now, peerTimeToLive: connection.machine.peerTimeToLive, isUnfinished: true)
        finishPayload(connection)
      } else {
        take(UnsafeRawBufferPointer(rebasing: target[..<count]), of: connection)
      }
      if count < target.count { break }
    }
    guard !connection.isClosed else { return }
    if !connection.machine.output.isEmpty { flush(connection) }
    if !connection.isClosed { updateEvents(connection) }
  }

  /// Gives bytes to the connection's state machine and does what they come to. Those that come after as
  /// many messages as may wait are kept.
  private func take(_ bytes: UnsafeRawBufferPointer, of connection: Connection) {
    var rest = bytes
    do throws(ProtocolViolation) {
      while !rest.isEmpty {
        let (used, event) = try connection.machine.take(rest)
        rest = UnsafeRawBufferPointer(rebasing: rest[used...])
        switch event {
        case .none: break
        case .asks(let key): try decide(on: key, of: connection)
        case .open: opened(connection)
        case .message: try received(connection)
        case .payload(let count):
          try begin(count, of: connection, with: &rest)
          if connection.isClosed { return }
        }
        if !rest.isEmpty, isPaused(connection) {
          connection.leftover = Array(rest)
          break
        }
      }
    } catch {
      return violated(connection, error)
    }
    connection.life.heard(
      at: clock.now, peerTimeToLive: connection.machine.peerTimeToLive,
      isUnfinished: connection.machine.isOpen && connection.machine.isUnfinished)
  }

  private func decide(
    on key: [UInt8], of connection: Connection
  ) throws(ProtocolViolation) {
    guard case .server(let keys)? = settings.keys,
      let publicKey = key.withUnsafeBytes({ CurvePublicKey(bytes: $0) })
    else { throw .notAuthorized }
    guard let worker = keys.authorized.find(publicKey) else {
      keys.authorized.turnAway(publicKey, from: Self.address(of: connection.descriptor))
      settings.wakeup?.signal()
      connection.machine.reject()
      throw .notAuthorized
    }
    connection.machine.authorize()
    exchange.lock.holding { connection.key = worker }
    opened(connection)
  }

  private func opened(_ connection: Connection) {
    connection.life.opened(at: clock.now)
    connector?.opened()
    exchange.lock.holding {
      connection.isOpen = !connection.mustClose
      _ = exchange.register.move(connection.peer, to: .open)
      // A worker needs no leave to listen to its server.
      if connector != nil { exchange.setSession(true, of: connection.peer) }
      exchange.sendingChanged()
    }
  }

  /// A message is whole, and its payload, if it has one, a small one.
  private func received(_ connection: Connection) throws(ProtocolViolation) {
    var payload: PayloadHandle?
    if let bytes = connection.machine.smallPayload {
      guard let handle = exchange.lock.holding({ exchange.payloads.take(bytes.count) }) else {
        throw .tooLong
      }
      exchange.lock.holding { exchange.payloads.bytes(of: handle) }.copyBytes(from: bytes)
      payload = handle
    }
    deliver(connection, payload)
  }

  private func deliver(_ connection: Connection, _ payload: PayloadHandle?) {
    connection.life.received(at: clock.now)
    let head = connection.machine.head
    let (wakes, isPaused) = exchange.lock.holding {
      let block = exchange.blocks.take(head.count)
      head.withUnsafeBytes { bytes in
        if let source = bytes.baseAddress {
          block.start.copyMemory(from: source, byteCount: bytes.count)
        }
      }
      let wakes = exchange.deliver(
        Connection.Arrival(head: block, headCount: head.count, payload: payload), from: connection)
      return (wakes, connection.isPaused)
    }
    if wakes { exchange.signal.signal() }
    if isPaused { connection.life.reading(false, at: clock.now) }
  }

  /// Makes room for a payload that is received where it will be used, and takes what of it has come.
  private func begin(
    _ count: Int, of connection: Connection, with rest: inout UnsafeRawBufferPointer
  ) throws(ProtocolViolation) {
    let prefix = connection.machine.payloadPrefix
    let memory = exchange.lock.holding { () -> (PayloadHandle, UnsafeMutableRawPointer)? in
      guard let handle = exchange.payloads.take(count - prefix),
        let start = exchange.payloads.bytes(of: handle).baseAddress
      else { return nil }
      return (handle, start - prefix)
    }
    guard let (handle, start) = memory else { throw .tooLong }
    connection.life.payloadBegan(at: clock.now, bytes: count)
    let filled = min(rest.count, count)
    if let source = rest.baseAddress { start.copyMemory(from: source, byteCount: filled) }
    rest = UnsafeRawBufferPointer(rebasing: rest[filled...])
    connection.arrivingPayload = Connection.ArrivingPayload(
      handle: handle, start: start, count: count, filled: filled)
    finishPayload(connection)
  }

  private func finishPayload(_ connection: Connection) {
    guard let payload = connection.arrivingPayload, payload.filled == payload.count else { return }
    do throws(ProtocolViolation) {
      try connection.machine.payloadArrived(payload.start, count: payload.count)
      connection.arrivingPayload = nil
      deliver(connection, payload.handle)
    } catch {
      violated(connection, error)
    }
  }

  /// Ends a connection. A peer that should know why hears it first.
  private func violated(_ connection: Connection, _ violation: ProtocolViolation) {
    if connector != nil { return broke(connection, violation) }
    guard violation == .notAuthorized || violation == .otherMechanism else {
      return finish(connection)
    }
    connection.isEnding = true
    connection.leftover = []
    flush(connection)
  }

  private func hungUp(_ connection: Connection) {
    if connector != nil { return broke(connection, nil) }
    finish(connection)
  }

  /// A worker's connection is over, by what the other end did, or by its end.
  private func broke(_ connection: Connection, _ violation: ProtocolViolation?) {
    let failure = handshakeFailure(connection, violation)
    finish(connection)
    if let failure { exchange.lock.holding { exchange.handshakeFailed(failure) } }
  }

  /// Throws away what comes: closing at once could take the last word from the peer.
  private func discard(_ connection: Connection) {
    let count = recv(connection.descriptor, scratch.baseAddress, scratch.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    connection.discardedBytes += count
    if count <= 0 || connection.discardedBytes > Self.discardedBytesMax { finish(connection) }
  }

  // MARK: What goes out

  private func flush(_ connection: Connection) {
    while !connection.isClosed {
      guard loadWire(connection) else { break }
      let sent = send(connection)
      if sent < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          connection.isBlocked = true
          return updateEvents(connection)
        }
        return finish(connection)
      }
      advance(connection, by: sent)
    }
    guard !connection.isClosed else { return }
    connection.isBlocked = false
    if connection.isEnding { shutdown(connection.descriptor, Int32(SHUT_WR)) }
    updateEvents(connection)
  }

  /// Whether there is anything to send, which is then in `wire` and `leavingPayload`.
  private func loadWire(_ connection: Connection) -> Bool {
    if connection.wireSent < connection.wire.count || connection.leavingPayload != nil {
      return true
    }
    connection.wire.removeAll(keepingCapacity: connection.wire.capacity <= 4096)
    connection.wireSent = 0
    if !connection.machine.output.isEmpty {
      connection.wire = connection.machine.takeOutput()
      return true
    }
    guard connection.machine.isOpen, !connection.isEnding,
      let message = exchange.lock.holding({ () -> Connection.Outgoing? in
        guard let message = connection.outgoing.popFirst() else {
          connection.isBusy = false
          if exchange.isLingering { exchange.signal.signal() }
          return nil
        }
        connection.isBusy = true
        connection.outgoingHeadBytes -= message.headCount
        exchange.sendingChanged()
        return message
      })
    else { return false }
    encode(message, of: connection)
    exchange.lock.holding { exchange.blocks.release(message.head) }
    return !connection.isClosed
  }

  private func encode(_ message: Connection.Outgoing, of connection: Connection) {
    connection.wire = [UInt8](
      unsafeUninitializedCapacity: ZMTPConnection.headFrameBytesMax(message.headCount)
    ) { bytes, count in
      guard let target = bytes.baseAddress else { return }
      count = connection.machine.encodeHead(
        message.head.start, count: message.headCount, payloadBytes: message.payload?.byteCount,
        to: target)
    }
    guard let buffer = message.payload else { return }
    connection.leavingSent = 0
    guard connection.machine.mechanism == .curve else {
      connection.leavingPayload = .plain(buffer)
      connection.leavingBytes = buffer.byteCount
      return
    }
    defer { buffer.land() }
    let memory = exchange.lock.holding { () -> (PayloadHandle, UnsafeMutableRawPointer)? in
      guard
        let handle = exchange.payloads.take(
          buffer.byteCount + ZMTPConnection.payloadOverheadMax),
        let start = exchange.payloads.bytes(of: handle).baseAddress
      else { return nil }
      return (handle, start)
    }
    guard let (handle, start) = memory else { return finish(connection) }
    connection.leavingBytes = connection.machine.sealPayload(
      buffer.bytes - 1, count: buffer.byteCount, to: start)
    connection.leavingPayload = .sealed(handle, UnsafeRawPointer(start))
  }

  private func send(_ connection: Connection) -> Int {
    connection.wire.withUnsafeMutableBytes { wire in
      withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
        parts[0] = iovec(
          iov_base: wire.baseAddress.map { $0 + connection.wireSent },
          iov_len: wire.count - connection.wireSent)
        parts[1] = iovec()
        if let payload = connection.leavingPayload {
          let start =
            switch payload {
            case .plain(let buffer): buffer.bytes
            case .sealed(_, let start): start
            }
          parts[1].iov_base = UnsafeMutableRawPointer(mutating: start + connection.leavingSent)
          parts[1].iov_len = connection.leavingBytes - connection.leavingSent
        }
        var message = msghdr()
        message.msg_iov = parts.baseAddress
        message.msg_iovlen = 2
        return sendmsg(connection.descriptor, &message, Int32(MSG_NOSIGNAL))
      }
    }
  }

  private func advance(_ connection: Connection, by sent: Int) {
    let ofWire = min(sent, connection.wire.count - connection.wireSent)
    connection.wireSent += ofWire
    guard let payload = connection.leavingPayload else { return }
    connection.leavingSent += sent - ofWire
    guard connection.leavingSent == connection.leavingBytes else { return }
    connection.leavingPayload = nil
    release(payload)
  }

  private func release(_ payload: Connection.LeavingPayload) {
    switch payload {
    case .plain(let buffer): buffer.land()
    case .sealed(let handle, _): exchange.lock.holding { exchange.payloads.release(handle) }
    }
  }

  /// Watches for what the connection can do next. One that may not go on is not watched: nothing
  /// spins.
  private func updateEvents(_ connection: Connection) {
    var events: UInt32 = 0
    if connection.isBlocked { events |= EPOLLOUT.rawValue }
    let hasLeftover = !connection.leftover.isEmpty
    // Who lets its answers lie is not asked for more.
    let isUnread = connection.machine.output.count > Self.unreadAnswersMax
    if connection.isEnding || !(hasLeftover || isUnread || isPaused(connection)) {
      events |= EPOLLIN.rawValue
    }
    guard events != connection.events else { return }
    // What is watched for nothing still shows that the peer has hung up, again and again.
    let change =
      events == 0 ? EPOLL_CTL_DEL : connection.events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
    connection.events = events
    watch(connection.descriptor, number: UInt64(connection.peer.rawValue), events, change)
  }

  // MARK: Ends

  private func check(at now: Instant) {
    nextCheck = now + Limits.connectionCheckInterval
    if listener != nil || connector != nil, now >= nextTrim {
      nextTrim = now + Limits.payloadMemoryInterval
      exchange.lock.holding { exchange.payloads.trim() }
    }
    for connection in connections.values {
      if connection.life.overdue(at: now) != nil {
        finish(connection)
      } else if connection.life.takePing(at: now), connection.machine.output.isEmpty {
        let tenths = settings.heartbeatTimeout.nanoseconds / 100_000_000
        connection.machine.ping(timeToLive: UInt16(clamping: tenths))
        flush(connection)
      }
    }
  }

  private func finish(_ connection: Connection) {
    guard !connection.isClosed else { return }
    connection.isClosed = true
    connections[connection.peer.rawValue] = nil
    connector?.failed(at: clock.now)
    close(connection.descriptor)
    if let payload = connection.leavingPayload { release(payload) }
    connection.leavingPayload = nil
    exchange.lock.holding {
      if let payload = connection.arrivingPayload { exchange.payloads.release(payload.handle) }
      exchange.remove(connection)
    }
    connection.arrivingPayload = nil
    connection.leftover = []
    connection.wire = []
  }

  /// The address of a connection's other end, in numbers without its port.
  private static func address(of descriptor: Int32) -> String {
    SocketAddress(peerOf: descriptor)?.host ?? ""
  }
}
