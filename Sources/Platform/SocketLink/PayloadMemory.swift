import Coordination
import Glibc

/// Memory for payloads, in mappings of its own: aligned to 64 bytes, used again, and given back to the
/// system when it has not been needed for a while. What nothing was written to takes no memory.
struct PayloadMemory {
  /// What a payload may need before its first byte, so that it begins aligned.
  static let room = 64

  private struct Slot {
    var start: UnsafeMutableRawPointer
    var capacity: Int
    var count = 0
  }

  private static let pageBytes = 4096

  private var slots: ContiguousArray<Slot?> = []
  private var unused: ContiguousArray<UInt32> = []
  /// Slots with memory that nobody holds.
  private var free: ContiguousArray<UInt32> = []
  /// The fewest that were free since the last trim: so many were not needed.
  private var freeMin = 0

  /// A slot for so many bytes; nil where the system has no memory for it.
  mutating func take(_ count: Int) -> PayloadHandle? {
    if let place = free.lastIndex(where: { slot($0).capacity >= count }) {
      let number = free.remove(at: place)
      freeMin = min(freeMin, free.count)
      slots[Int(number)]?.count = count
      return PayloadHandle(number)
    }
    let bytes = (Self.room + count + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes
    let memory = mmap(
      nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let memory, memory != MAP_FAILED else { return nil }
    let new = Slot(start: memory, capacity: bytes - Self.room, count: count)
    if let number = unused.popLast() {
      slots[Int(number)] = new
      return PayloadHandle(number)
    }
    slots.append(new)
    return PayloadHandle(UInt32(slots.count - 1))
  }

  private func slot(_ number: UInt32) -> Slot {
    guard let slot = slots[Int(number)] else {
      preconditionFailure("a payload that was released is used")
    }
    return slot
  }

  /// The payload's bytes.
  func bytes(of payload: PayloadHandle) -> UnsafeMutableRawBufferPointer {
    let slot = slot(payload.rawValue)
    return UnsafeMutableRawBufferPointer(start: slot.start + Self.room, count: slot.count)
  }

  mutating func release(_ payload: PayloadHandle) {
    _ = slot(payload.rawValue)
    free.append(payload.rawValue)
  }

  /// Gives back what has not been needed since it was last called.
  mutating func trim() {
    for _ in 0..<freeMin {
      let number = free.removeFirst()
      unmap(number)
      unused.append(number)
    }
    freeMin = free.count
  }

  private mutating func unmap(_ number: UInt32) {
    guard let slot = slots[Int(number)] else { return }
    munmap(slot.start, slot.capacity + Self.room)
    slots[Int(number)] = nil
  }

  mutating func deallocate() {
    for number in slots.indices { unmap(UInt32(number)) }
    slots = []
  }
}
