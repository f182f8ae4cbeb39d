import CZeroMQ
import Coordination
import Wire

/// Messages over ZeroMQ: a ROUTER at the server, a DEALER at each worker. Payloads are sent from
/// the sender's memory and stay, at the receiver, where libzmq received them.
public final class ZeroMQLink: WaitingLink {
  private var socket: ZeroMQSocket
  /// Where a worker connects to; nil at a server's end.
  private let connectionTarget: String?
  private var isServer: Bool { connectionTarget == nil }
  /// False over a socket of the file system, whose bytes the kernel hands from process to process, and
  /// where all is encrypted: what was damaged on the way is then nothing that can be decrypted.
  public let needsChecksums: Bool
  private let clock = MonotonicClock()
  private let wakeup: Wakeup?
  private var address = ZeroMQMessage()
  private var head = ZeroMQMessage()
  private var surplus = ZeroMQMessage()
  /// Why connections could not be made, as far as nobody has taken it.
  private var handshakeFailures: [HandshakeFailure] = []
  /// At a server that has keys.
  private var senderKeys: SenderKeys?
  private var payloads = PayloadSlots()
  private var outgoing: UnsafeMutablePointer<zmq_msg_t>

  private init(
    _ socket: consuming ZeroMQSocket, endpoint: String, isServer: Bool, hasKeys: Bool,
    wakeup: Wakeup?
  ) {
    connectionTarget = isServer ? nil : endpoint
    needsChecksums = !endpoint.hasPrefix("ipc://") && !hasKeys
    senderKeys = isServer && hasKeys ? SenderKeys() : nil
    self.socket = socket
    self.wakeup = wakeup
    outgoing = .allocate(capacity: 1)
  }

  deinit {
    payloads.deallocate()
    outgoing.deallocate()
  }

  /// A server's end, listening.
  ///
  /// - Parameters:
  ///   - endpoint: such as `tcp://127.0.0.1:5555` or `ipc:///run/lockstep`.
  ///   - inputOutputThreads: how many threads move bytes.
  ///   - payloadBytes: the length of θ; longer message parts end the connection that they came by.
  ///   - keys: what the server proves itself by, and whom it lets in; nil for a server that is open to
  ///     all and encrypts nothing.
  ///   - wakeup: ends a wait from another thread; signalled, too, when there is something to take from
  ///     the authorized keys.
  public static func listening(
    at endpoint: String, inputOutputThreads: Int, payloadBytes: Int, heartbeatTimeout: Interval,
    keys: ServerKeys? = nil, wakeup: Wakeup?
  ) throws(ZeroMQError) -> ZeroMQLink {
    let socket = try ZeroMQSocket(
      type: ZMQ_ROUTER, inputOutputThreads: Int32(inputOutputThreads))
    try socket.configure(
      heartbeatTimeout: heartbeatTimeout,
      messageBytesMax: Int64(
        max(payloadBytes, Limits.headerBytesMax + 64)
          + (keys == nil ? 0 : ZeroMQSocket.encryptionBytes)))
    // A message to a peer that has gone is an error that we want to hear of.
    try socket.set(ZMQ_ROUTER_MANDATORY, 1 as Int32)
    try socket.authenticate(keys, wakeup: wakeup)
    try socket.bind(endpoint)
    return ZeroMQLink(
      socket, endpoint: endpoint, isServer: true, hasKeys: keys != nil, wakeup: wakeup)
  }

  /// A worker's end, which looks for the server for as long as it takes. A message part that is longer
  /// than any θ ends the connection: what its length says was damaged.
  ///
  /// - Parameter keys: what the worker proves itself by, and which server it takes; nil for one that has
  ///   no keys.
  public static func connecting(
    to endpoint: String, heartbeatTimeout: Interval, keys: WorkerKeys? = nil, wakeup: Wakeup?
  ) throws(ZeroMQError) -> ZeroMQLink {
    var socket = try ZeroMQSocket(type: ZMQ_DEALER, inputOutputThreads: 1)
    try socket.configure(
      heartbeatTimeout: heartbeatTimeout,
      messageBytesMax: Int64(
        Limits.parametersMax * MemoryLayout<Float>.stride
          + (keys == nil ? 0 : ZeroMQSocket.encryptionBytes)))
    // Nothing is queued for a server that is not there: the session repeats what matters.
    try socket.set(ZMQ_IMMEDIATE, 1 as Int32)
    // A worker that is faster than its connection waits for it; a server waits for nobody.
    try socket.set(ZMQ_SNDTIMEO, 500 as Int32)
    try socket.set(ZMQ_RECONNECT_IVL, 50 as Int32)
    try socket.set(ZMQ_RECONNECT_IVL_MAX, 2000 as Int32)
    try socket.prove(keys)
    try socket.connect(endpoint)
    return ZeroMQLink(
      socket, endpoint: endpoint, isServer: false, hasKeys: keys != nil, wakeup: wakeup)
  }

  /// Drops the connection and makes a new one. libzmq does so itself where a connection breaks, but
  /// not where it takes what came by it for no ZeroMQ at all.
  public func reconnect() {
    guard let connectionTarget else { preconditionFailure("a server waits to be connected to") }
    socket.disconnect(connectionTarget)
    // The address was good enough for the first connection; what fails now, for want of memory or
    // descriptors, is tried again when the session next asks.
    try? socket.connect(connectionTarget)
  }

  /// Leaves the socket open until the system closes it with the process.
  ///
  /// For a server that has told its workers all it had to: libzmq 4.3.4 aborts the process
  /// (zmtp_engine.cpp:446) where a socket is closed while a stranger who speaks an old ZMTP, or
  /// whose garbage looks like it, is in the middle of a handshake.
  public func leaveOpen() {
    _ = Unmanaged.passRetained(self)
  }

  /// The address that the server listens at, with the port that the system chose for `*`.
  public var endpoint: String {
    get throws(ZeroMQError) { try socket.lastEndpoint() }
  }

  /// A new buffer of `count` floats.
  public func makeBuffer(count: Int) -> ZeroMQBuffer {
    ZeroMQBuffer(count: count)
  }

  /// Why a worker's connection could not be made, once for each.
  public func takeHandshakeFailure() -> HandshakeFailure? {
    hearHandshakes()
    return handshakeFailures.isEmpty ? nil : handshakeFailures.removeFirst()
  }

  /// Takes what the monitor has, so that it does not end the next wait as well.
  private func hearHandshakes() {
    while let failure = socket.takeHandshakeFailure() {
      if handshakeFailures.count < Limits.handshakeFailuresKeptMax {
        handshakeFailures.append(failure)
      }
    }
  }

  /// The next message that has come in, if there is one.
  public func receive() -> Incoming? {
    while true {
      var peer: PeerID? = .server
      if isServer {
        guard address.receive(from: socket.handle) else { return nil }
        peer = Self.peer(address.bytes)
        guard address.hasMore else { continue }
      }
      guard head.receive(from: socket.handle) else { return nil }
      var payload: PayloadHandle?
      var hasMore = head.hasMore
      var isTooLong = false
      if hasMore {
        let (handle, message) = payloads.take()
        zmq_msg_recv(message, socket.handle, ZMQ_DONTWAIT)
        payload = handle
        hasMore = zmq_msg_more(message) != 0
      }
      while hasMore {
        isTooLong = true
        guard surplus.receive(from: socket.handle) else { break }
        hasMore = surplus.hasMore
        surplus.clear()
      }
      // An address that the peer chose itself: none of ours do.
      guard let peer else {
        if let payload { payloads.release(payload) }
        continue
      }
      let key = senderKeys?.key(of: head, from: peer)
      let bytes = isTooLong ? UnsafeRawBufferPointer(start: nil, count: 0) : head.bytes
      return Incoming(
        peer: peer, key: key, head: bytes, payload: payload,
        payloadBytes: payload.map(payloads.bytes))
    }
  }

  /// Sends a message.
  public func send(
    _ head: UnsafeRawBufferPointer, payload: ZeroMQBuffer?, to peer: PeerID
  ) -> SendOutcome {
    if isServer {
      let outcome = withUnsafeBytes(of: Self.address(of: peer)) { address in
        sendCopy(address, flags: ZMQ_SNDMORE)
      }
      guard outcome == .sent else { return outcome }
    }
    let outcome = sendCopy(head, flags: payload == nil ? 0 : ZMQ_SNDMORE)
    guard outcome == .sent, let payload else { return outcome }
    guard payload.attach(to: outgoing) else { return .queueFull }
    return sendOutgoing(flags: 0)
  }

  /// Sends one part. Once the first is accepted the others are, too.
  private func sendCopy(_ bytes: UnsafeRawBufferPointer, flags: Int32) -> SendOutcome {
    guard zmq_msg_init_size(outgoing, bytes.count) == 0 else { return .queueFull }
    if let source = bytes.baseAddress, let target = zmq_msg_data(outgoing) {
      target.copyMemory(from: source, byteCount: bytes.count)
    }
    return sendOutgoing(flags: flags)
  }

  private func sendOutgoing(flags: Int32) -> SendOutcome {
    let patience = isServer ? ZMQ_DONTWAIT : 0
    while zmq_msg_send(outgoing, socket.handle, flags | patience) < 0 {
      if zmq_errno() == EINTR { continue }
      let isGone = zmq_errno() == EHOSTUNREACH
      zmq_msg_close(outgoing)
      return isGone ? .gone : .queueFull
    }
    return .sent
  }

  /// The floats of a received payload.
  public func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    payloads.floats(of: payload)
  }

  /// Gives a received payload's memory back.
  public func release(_ payload: PayloadHandle) {
    payloads.release(payload)
  }

  /// Sleeps until a message comes in, a connection could not be made, the wakeup is signalled, or the
  /// deadline.
  public func wait(until deadline: Instant) {
    let left = (deadline - clock.now).nanoseconds
    let milliseconds = Int((left + 999_999) / 1_000_000)
    var items = (zmq_pollitem_t(), zmq_pollitem_t(), zmq_pollitem_t())
    items.0.socket = socket.handle
    items.0.events = Int16(ZMQ_POLLIN)
    var count: Int32 = 1
    if let wakeup {
      items.1.fd = wakeup.descriptor
      items.1.events = Int16(ZMQ_POLLIN)
      count = 2
    }
    if let monitor = socket.monitor {
      // In the place of the wakeup, where there is none.
      let item = zmq_pollitem_t(
        socket: monitor.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
      if count == 1 { items.1 = item } else { items.2 = item }
      count += 1
    }
    withUnsafeMutablePointer(to: &items) { pointer in
      pointer.withMemoryRebound(to: zmq_pollitem_t.self, capacity: 3) { items in
        _ = zmq_poll(items, count, milliseconds)
      }
    }
    hearHandshakes()
    wakeup?.drain()
  }

  /// libzmq numbers a ROUTER's peers itself: a zero byte, then four bytes. A peer can't choose an
  /// address that begins with zero, so none can take another's.
  private static func peer(_ address: UnsafeRawBufferPointer) -> PeerID? {
    guard address.count == 5, address[0] == 0 else { return nil }
    return PeerID(address.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
  }

  private static func address(of peer: PeerID) -> (UInt8, UInt8, UInt8, UInt8, UInt8) {
    let bytes = peer.rawValue
    return withUnsafeBytes(of: bytes) { (0, $0[0], $0[1], $0[2], $0[3]) }
  }
}
