import CZeroMQ
import Coordination

/// Hears from libzmq why a worker's connections could not be made.
struct HandshakeMonitor {
  private static let endpoint = "inproc://handshakes"

  /// Readable when there is news.
  let handle: UnsafeMutableRawPointer
  private let hasKeys: Bool
  /// Used again and again, so that a look which finds nothing asks for no memory.
  private let message: UnsafeMutablePointer<zmq_msg_t>
  private let clock = MonotonicClock()
  private var connectedAt = Instant(nanoseconds: 0)

  /// Watches a socket from now on. To be closed before the socket's context can end.
  init(
    _ socket: UnsafeMutableRawPointer, in context: UnsafeMutableRawPointer, hasKeys: Bool
  ) throws(ZeroMQError) {
    let events =
      ZMQ_EVENT_CONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
      | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
    guard zmq_socket_monitor(socket, Self.endpoint, events) == 0,
      let handle = zmq_socket(context, ZMQ_PAIR)
    else { throw ZeroMQError("watch a socket") }
    guard zmq_connect(handle, Self.endpoint) == 0 else {
      let error = ZeroMQError("watch a socket")
      zmq_close(handle)
      throw error
    }
    self.handle = handle
    message = .allocate(capacity: 1)
    zmq_msg_init(message)
    self.hasKeys = hasKeys
  }

  func close() {
    zmq_msg_close(message)
    message.deallocate()
    zmq_close(handle)
  }

  /// Why the next of the connections could not be made, as far as it is known.
  mutating func next() -> HandshakeFailure? {
    while let (event, value) = receive() {
      switch event {
      case ZMQ_EVENT_CONNECTED:
        connectedAt = clock.now
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        return .notAuthorized
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
      where value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH:
        return hasKeys ? .serverHasNoKeys : .serverHasKeys
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL where hasKeys:
        return .brokenOff
      // A server that stands still breaks nothing off: libzmq gives the handshake up.
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
      where hasKeys && clock.now - connectedAt < ZeroMQSocket.handshakeTime:
        return .brokenOff
      default:
        break
      }
    }
    return nil
  }

  /// Two parts: the event's number and value, and its address.
  private func receive() -> (event: Int32, value: Int32)? {
    guard zmq_msg_recv(message, handle, ZMQ_DONTWAIT) >= 0 else { return nil }
    let bytes = UnsafeRawBufferPointer(
      start: zmq_msg_data(message), count: zmq_msg_size(message))
    guard bytes.count == 6 else { return nil }
    let event = bytes.loadUnaligned(as: UInt16.self)
    let value = bytes.loadUnaligned(fromByteOffset: 2, as: Int32.self)
    while zmq_msg_more(message) != 0, zmq_msg_recv(message, handle, ZMQ_DONTWAIT) >= 0 {}
    return (Int32(event), value)
  }
}
