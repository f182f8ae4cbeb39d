import Coordination
import Wire

/// The memory of gradients: a slot for each partial sum of the session's stack, filled from a pool
/// of buffers that come back when their message has left.
struct GradientSlots<Buffer: LinkBuffer> {
  private var slots: [Buffer?] = Array(repeating: nil, count: Limits.treeLevelsMax + 1)
  private var idle: [Buffer] = []
  private var isFirst = true

  /// The memory of a slot that is about to be written; `make` makes a buffer where all others hold
  /// a sum or are being sent.
  mutating func prepare(_ slot: Int, _ make: () -> Buffer) -> UnsafeMutablePointer<Float> {
    if isFirst {
      // The last push may still be leaving when the next gradient is begun: two from the start, so
      // that a steady step asks for no memory, whichever of them is quicker.
      idle.append(make())
      isFirst = false
    }
    if slots[slot] == nil {
      slots[slot] = takeIdle() ?? make()
    }
    return pointer(slot)
  }

  /// A buffer that is not being sent. A loop, since `firstIndex(where:)` allocates in generic code.
  private mutating func takeIdle() -> Buffer? {
    for index in idle.indices where !idle[index].isInFlight {
      return idle.remove(at: index)
    }
    return nil
  }

  /// The memory of a slot that holds a sum.
  func pointer(_ slot: Int) -> UnsafeMutablePointer<Float> {
    guard let base = slots[slot]?.floats.baseAddress else {
      preconditionFailure("slot \(slot) is empty")
    }
    return base
  }

  /// Empties a slot whose gradient is to be sent; its memory is free again when it has left.
  mutating func take(_ slot: Int) -> Buffer? {
    defer { slots[slot] = nil }
    if let buffer = slots[slot] { idle.append(buffer) }
    return slots[slot]
  }
}
