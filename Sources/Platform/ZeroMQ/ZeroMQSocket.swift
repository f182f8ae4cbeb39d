import CZeroMQ
import Coordination

/// A socket and the context that its threads belong to. Used by one thread only.
struct ZeroMQSocket: ~Copyable {
  /// How long a handshake may take before the connection is given up.
  static let handshakeTime = Interval.seconds(5)
  /// What a message part grows by when it is encrypted (CurveZMQ, ZeroMQ RFC 26): the command's name, a
  /// nonce, the authenticator and flags.
  static let encryptionBytes = 8 + 8 + 16 + 1

  private let context: UnsafeMutableRawPointer
  let handle: UnsafeMutableRawPointer
  /// Hears why connections can't be made, once that is asked for.
  private(set) var monitor: HandshakeMonitor?

  init(type: Int32, inputOutputThreads: Int32) throws(ZeroMQError) {
    guard let context = zmq_ctx_new() else { throw ZeroMQError("start ZeroMQ") }
    zmq_ctx_set(context, ZMQ_IO_THREADS, inputOutputThreads)
    guard let handle = zmq_socket(context, type) else {
      let error = ZeroMQError("open a socket")
      zmq_ctx_term(context)
      throw error
    }
    self.context = context
    self.handle = handle
    monitor = nil
  }

  /// Waits for what is still to be sent, as long as the linger time allows.
  deinit {
    zmq_close(handle)
    monitor?.close()
    zmq_ctx_term(context)
  }

  /// Makes the socket a client's that takes only the owner of the server's key for its server; without
  /// keys, only a server that has none. Hears why connections fail, from now on.
  mutating func prove(_ keys: WorkerKeys?) throws(ZeroMQError) {
    monitor = try HandshakeMonitor(handle, in: context, hasKeys: keys != nil)
    guard let keys else { return }
    try set(ZMQ_CURVE_SERVERKEY, keys.serverKey.text)
    try set(ZMQ_CURVE_PUBLICKEY, keys.pair.publicKey.text)
    try set(ZMQ_CURVE_SECRETKEY, keys.pair.secretKey.exposedText)
  }

  /// Why a connection could not be made, once for each.
  mutating func takeHandshakeFailure() -> HandshakeFailure? { monitor?.next() }

  private borrowing func set(_ option: Int32, _ text: String) throws(ZeroMQError) {
    guard zmq_setsockopt(handle, option, text, text.utf8.count) == 0 else {
      throw ZeroMQError("set socket option \(option)")
    }
  }

  borrowing func set(_ option: Int32, _ value: Int32) throws(ZeroMQError) {
    var value = value
    guard zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size) == 0 else {
      throw ZeroMQError("set socket option \(option)")
    }
  }

  borrowing func set(_ option: Int32, _ value: Int64) throws(ZeroMQError) {
    var value = value
    guard zmq_setsockopt(handle, option, &value, MemoryLayout<Int64>.size) == 0 else {
      throw ZeroMQError("set socket option \(option)")
    }
  }

  /// Nothing waits for ever and no queue grows without bound.
  ///
  /// - Parameter messageBytesMax: the longest part of a message that may come in.
  borrowing func configure(
    heartbeatTimeout: Interval, messageBytesMax: Int64
  ) throws(ZeroMQError) {
    try set(ZMQ_LINGER, 5000 as Int32)
    try set(ZMQ_SNDHWM, Int32(Limits.queuedMessagesMax))
    try set(ZMQ_RCVHWM, Int32(Limits.queuedMessagesMax))
    try set(
      ZMQ_HANDSHAKE_IVL, Int32(Self.handshakeTime.nanoseconds / 1_000_000))
    try set(ZMQ_MAXMSGSIZE, messageBytesMax)
    let timeout = Int32(clamping: heartbeatTimeout.nanoseconds / 1_000_000)
    try set(
      ZMQ_HEARTBEAT_IVL, min(timeout, Int32(Limits.heartbeatInterval.nanoseconds / 1_000_000)))
    try set(ZMQ_HEARTBEAT_TIMEOUT, timeout)
    // The other end closes the connection, too, when it hears nothing for so long.
    try set(ZMQ_HEARTBEAT_TTL, timeout)
  }

  borrowing func connect(_ endpoint: String) throws(ZeroMQError) {
    guard zmq_connect(handle, endpoint) == 0 else { throw ZeroMQError("connect to \(endpoint)") }
  }

  /// Drops the connection to an address, if there is one.
  borrowing func disconnect(_ endpoint: String) {
    zmq_disconnect(handle, endpoint)
  }
}
