import CZeroMQ
import Foundation

/// A ZeroMQ socket that sends whatever it is told to, unlike a worker's.
final class RawZeroMQSocket {
  private let context: UnsafeMutableRawPointer
  private let handle: UnsafeMutableRawPointer

  struct Failure: Error {}

  /// Connects, as another kind of socket than a worker's DEALER or under a name of its own choice
  /// where that is asked for.
  init(_ endpoint: String, type: Int32 = ZMQ_DEALER, name: String? = nil) throws {
    guard let context = zmq_ctx_new(), let handle = zmq_socket(context, type) else {
      throw Failure()
    }
    (self.context, self.handle) = (context, handle)
    var linger: Int32 = 0
    zmq_setsockopt(handle, ZMQ_LINGER, &linger, MemoryLayout<Int32>.size)
    if let name { zmq_setsockopt(handle, ZMQ_ROUTING_ID, name, name.utf8.count) }
    guard zmq_connect(handle, endpoint) == 0 else { throw Failure() }
  }

  deinit {
    zmq_close(handle)
    zmq_ctx_term(context)
  }

  /// Sends a message of these parts, unless its queue is full.
  func send(_ parts: [[UInt8]]) {
    for (index, part) in parts.enumerated() {
      let more = index < parts.count - 1 ? ZMQ_SNDMORE : 0
      guard zmq_send(handle, part, part.count, ZMQ_DONTWAIT | more) >= 0 else { return }
    }
  }
}

/// A TCP connection that knows nothing of ZeroMQ.
final class RawTCPConnection {
  private let descriptor: Int32

  struct Failure: Error {}

  init(port: UInt16) throws {
    guard let descriptor = LoopbackSocket.connected(to: port) else { throw Failure() }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Sends bytes; the other end may have hung up already.
  func send(_ bytes: [UInt8]) {
    _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
