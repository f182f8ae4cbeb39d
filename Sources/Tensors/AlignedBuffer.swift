/// A fixed number of 64-byte-aligned floats, initialised to zero and freed with its last reference.
///
/// The kernels take its `pointer`; whoever shares a buffer between threads says when which of them
/// may write. A pointer does not keep its buffer alive: who uses one past the buffer's last mention
/// holds the buffer in a property or calls `withExtendedLifetime`.
public final class AlignedBuffer: @unchecked Sendable {
  /// How many floats the buffer holds.
  public let count: Int
  /// The first float; aligned to 64 bytes.
  public let pointer: UnsafeMutablePointer<Float>

  /// Allocates `count` zeros (at least room for one, so that the pointer is always valid).
  public init(count: Int) {
    precondition(count >= 0)
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit {
    UnsafeMutableRawPointer(pointer).deallocate()
  }

  /// The floats, for reading and writing.
  public var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }
}
