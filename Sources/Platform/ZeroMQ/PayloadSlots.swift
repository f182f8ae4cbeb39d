import CZeroMQ
import Coordination

/// The received payloads that someone holds, each in libzmq's own memory, under the number of its
/// slot. Slots are used again, so that a steady step asks for no memory.
struct PayloadSlots {
  private var messages: [UnsafeMutablePointer<zmq_msg_t>] = []
  private var free: [UInt32] = []

  /// A slot whose message is empty.
  mutating func take() -> (PayloadHandle, UnsafeMutablePointer<zmq_msg_t>) {
    if let slot = free.popLast() { return (PayloadHandle(slot), messages[Int(slot)]) }
    let message = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
    zmq_msg_init(message)
    messages.append(message)
    return (PayloadHandle(UInt32(messages.count - 1)), message)
  }

  func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    let message = messages[Int(payload.rawValue)]
    let data = zmq_msg_data(message)?.assumingMemoryBound(to: Float.self)
    return UnsafeBufferPointer(
      start: data, count: zmq_msg_size(message) / MemoryLayout<Float>.stride)
  }

  /// All that was received, also where that is no whole number of floats.
  func bytes(of payload: PayloadHandle) -> UnsafeRawBufferPointer {
    let message = messages[Int(payload.rawValue)]
    return UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message))
  }

  /// Gives the message's memory back, and the slot.
  mutating func release(_ payload: PayloadHandle) {
    let message = messages[Int(payload.rawValue)]
    zmq_msg_close(message)
    zmq_msg_init(message)
    free.append(payload.rawValue)
  }

  func deallocate() {
    for message in messages {
      zmq_msg_close(message)
      message.deallocate()
    }
  }
}
