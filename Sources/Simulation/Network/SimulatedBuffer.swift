import Tensors
import Wire

/// Memory that a simulated link sends from, in flight until every message with it has arrived or is
/// lost.
final class SimulatedBuffer: LinkBuffer {
  private let memory: AlignedBuffer
  private var messagesInFlight = 0

  init(count: Int) {
    memory = AlignedBuffer(count: count)
  }

  var floats: UnsafeMutableBufferPointer<Float> { memory.floats }

  var isInFlight: Bool { messagesInFlight > 0 }

  func take() { messagesInFlight += 1 }

  func giveBack() { messagesInFlight -= 1 }
}
