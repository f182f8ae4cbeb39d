import Synchronization
import Wire

/// Memory that a link sends without copying it, to as many peers as it is for: each message
/// holds on to it until the kernel has all of it, or it has been encrypted.
public final class SocketBuffer: LinkBuffer, @unchecked Sendable {
  /// In front of the floats: a byte that says to a peer with keys that no part follows.
  private static let room = 64

  private let memory: UnsafeMutableRawPointer
  private let count: Int
  private let messagesInFlight = Atomic<Int>(0)

  init(count: Int) {
    self.count = count
    let bytes = Self.room + max(count, 1) * MemoryLayout<Float>.stride
    memory = .allocate(byteCount: bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  deinit { memory.deallocate() }

  /// The floats; aligned to 64 bytes.
  public var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: (memory + Self.room).assumingMemoryBound(to: Float.self), count: count)
  }

  /// Whether it is still read for any message.
  public var isInFlight: Bool { messagesInFlight.load(ordering: .acquiring) > 0 }

  var byteCount: Int { count * MemoryLayout<Float>.stride }
  /// The first of the bytes that are sent.
  var bytes: UnsafeRawPointer { UnsafeRawPointer(memory + Self.room) }

  func takeOff() { messagesInFlight.add(1, ordering: .relaxed) }
  func land() { messagesInFlight.subtract(1, ordering: .releasing) }
}
