import CZeroMQ
import Synchronization
import Tensors
import Wire

/// Memory that libzmq sends without copying it: each message holds on to the buffer until the
/// kernel has all of it.
public final class ZeroMQBuffer: LinkBuffer, Sendable {
  private let memory: AlignedBuffer
  private let messagesInFlight = Atomic<Int>(0)

  init(count: Int) {
    memory = AlignedBuffer(count: count)
  }

  /// The floats.
  public var floats: UnsafeMutableBufferPointer<Float> { memory.floats }

  /// Whether libzmq still reads it for any message.
  public var isInFlight: Bool { messagesInFlight.load(ordering: .acquiring) > 0 }

  /// Makes `message` a message of this memory.
  ///
  /// - Returns: whether libzmq could.
  func attach(to message: UnsafeMutablePointer<zmq_msg_t>) -> Bool {
    messagesInFlight.add(1, ordering: .relaxed)
    let reference = Unmanaged.passRetained(self)
    let size = floats.count * MemoryLayout<Float>.stride
    let result = zmq_msg_init_data(
      message, memory.pointer, size,
      { _, hint in
        // On one of libzmq's own threads, when it has no more use for the memory.
        guard let hint else { return }
        let buffer = Unmanaged<ZeroMQBuffer>.fromOpaque(hint)
        buffer.takeUnretainedValue().messagesInFlight.subtract(1, ordering: .releasing)
        buffer.release()
      }, reference.toOpaque())
    if result != 0 {
      messagesInFlight.subtract(1, ordering: .relaxed)
      reference.release()
    }
    return result == 0
  }
}
