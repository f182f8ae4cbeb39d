import CZeroMQ

/// A message part at a fixed address, used again and again.
struct ZeroMQMessage: ~Copyable {
  let pointer: UnsafeMutablePointer<zmq_msg_t>

  init() {
    pointer = .allocate(capacity: 1)
    zmq_msg_init(pointer)
  }

  deinit {
    zmq_msg_close(pointer)
    pointer.deallocate()
  }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: zmq_msg_data(pointer), count: zmq_msg_size(pointer))
  }

  var hasMore: Bool { zmq_msg_more(pointer) != 0 }

  /// Takes the next part that has come in; false if there is none.
  mutating func receive(from socket: UnsafeMutableRawPointer) -> Bool {
    zmq_msg_recv(pointer, socket, ZMQ_DONTWAIT) >= 0
  }

  /// Lets go of the memory of what it holds.
  mutating func clear() {
    zmq_msg_close(pointer)
    zmq_msg_init(pointer)
  }
}
