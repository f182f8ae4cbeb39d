import CZeroMQ
import Coordination
import Wire

/// A worker's end of the messages between processes: a DEALER of libzmq. Payloads are sent from the
/// sender's memory and stay, at the receiver, where libzmq received them. The server's end is
/// `ServerLink`.
public final class ZeroMQLink: WaitingLink {
  private var socket: ZeroMQSocket
  /// Where the server is.
  private let endpoint: String
  /// The families of the Internet that the server's name has addresses of, each to be tried in turn.
  private let families: [AddressFamily]
  private var connections = 0
  /// False over a socket of the file system, whose bytes the kernel hands from process to process, and
  /// where all is encrypted: what was damaged on the way is then nothing that can be decrypted.
  public let needsChecksums: Bool
  private let clock = MonotonicClock()
  private let wakeup: Wakeup?
  private var head = ZeroMQMessage()
  private var surplus = ZeroMQMessage()
  /// Why connections could not be made, as far as nobody has taken it.
  private var handshakeFailures: [HandshakeFailure] = []
  private var payloads = PayloadSlots()
  private var outgoing: UnsafeMutablePointer<zmq_msg_t>

  private init(
    _ socket: consuming ZeroMQSocket, endpoint: String, families: [AddressFamily], hasKeys: Bool,
    wakeup: Wakeup?
  ) {
    self.endpoint = endpoint
    self.families = families
    needsChecksums = !endpoint.hasPrefix("ipc://") && !hasKeys
    self.socket = socket
    self.wakeup = wakeup
    outgoing = .allocate(capacity: 1)
  }

  deinit {
    payloads.deallocate()
    outgoing.deallocate()
  }

  /// A worker's end, which looks for the server for as long as it takes. A message part that is longer
  /// than any θ ends the connection: what its length says was damaged.
  ///
  /// - Parameters:
  ///   - families: of which the server's name has addresses, the preferred one first. libzmq looks the
  ///     name up again for each connection, so a server may move.
  ///   - keys: what the worker proves itself by, and which server it takes; nil for one that has no keys.
  public static func connecting(
    to endpoint: String, families: [AddressFamily] = [.ipv4], heartbeatTimeout: Interval,
    keys: WorkerKeys? = nil, wakeup: Wakeup?
  ) throws(ZeroMQError) -> ZeroMQLink {
    var socket = try ZeroMQSocket(type: ZMQ_DEALER, inputOutputThreads: 1)
    try socket.configure(
      heartbeatTimeout: heartbeatTimeout,
      messageBytesMax: Int64(
        Limits.parametersMax * MemoryLayout<Float>.stride
          + (keys == nil ? 0 : ZeroMQSocket.encryptionBytes)))
    // Nothing is queued for a server that is not there: the session repeats what matters.
    try socket.set(ZMQ_IMMEDIATE, 1 as Int32)
    // A worker that is faster than its connection waits for it.
    try socket.set(ZMQ_SNDTIMEO, 500 as Int32)
    try socket.set(ZMQ_RECONNECT_IVL, 50 as Int32)
    try socket.set(ZMQ_RECONNECT_IVL_MAX, 2000 as Int32)
    try socket.prove(keys)
    let link = ZeroMQLink(
      socket, endpoint: endpoint, families: families, hasKeys: keys != nil, wakeup: wakeup)
    try link.connect()
    return link
  }

  /// Connects to an address of the next family.
  private func connect() throws(ZeroMQError) {
    if !families.isEmpty {
      let family = families[connections % families.count]
      try socket.set(ZMQ_IPV6, family == .ipv6 ? 1 as Int32 : 0)
    }
    connections += 1
    try socket.connect(endpoint)
  }

  /// Drops the connection and makes a new one. libzmq does so itself where a connection breaks, but
  /// not where it takes what came by it for no ZeroMQ at all.
  public func reconnect() {
    socket.disconnect(endpoint)
    // The address was good enough for the first connection; what fails now, for want of memory or
    // descriptors, is tried again when the session next asks.
    try? connect()
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
    let bytes = isTooLong ? UnsafeRawBufferPointer(start: nil, count: 0) : head.bytes
    return Incoming(
      peer: .server, head: bytes, payload: payload, payloadBytes: payload.map(payloads.bytes))
  }

  /// Sends a message.
  public func send(
    _ head: UnsafeRawBufferPointer, payload: ZeroMQBuffer?, to peer: PeerID
  ) -> SendOutcome {
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
    while zmq_msg_send(outgoing, socket.handle, flags) < 0 {
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
}
