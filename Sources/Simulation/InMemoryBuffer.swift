import Tensors
import Wire

/// Memory that an in-memory link sends from. It is in flight until the receiver has taken, or the
/// network has lost, every message with it.
public final class InMemoryBuffer: LinkBuffer {
  private let memory: AlignedBuffer
  private(set) var messagesInFlight = 0

  init(count: Int) {
    memory = AlignedBuffer(count: count)
  }

  /// The floats.
  public var floats: UnsafeMutableBufferPointer<Float> { memory.floats }

  /// Whether a message with it is still on its way.
  public var isInFlight: Bool { messagesInFlight > 0 }

  func take() { messagesInFlight += 1 }

  func giveBack() { messagesInFlight -= 1 }
}
