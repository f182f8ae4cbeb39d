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
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure() }
  }

  deinit {
    close(descriptor)
  }

  /// Sends bytes; the other end may have hung up already.
  func send(_ bytes: [UInt8]) {
    _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
