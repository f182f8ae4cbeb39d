import Tensors

/// What one thread of an update works in: the slots of the summation, of which the first becomes the
/// direction, and the record of whether all it saw was finite.
final class UpdateWorkspace {
  /// One block a slot.
  var scratch: UnsafeMutablePointer<Float> { buffer.pointer }
  /// What was seen of the gradient and of the next θ in this update.
  var check = FinitenessCheck()

  private let blockLength: Int
  private var buffer: AlignedBuffer

  init(blockLength: Int) {
    self.blockLength = blockLength
    buffer = AlignedBuffer(count: blockLength)
  }

  /// Starts a new update; allocates only when a plan needs more slots than any before it.
  func prepare(slotCount: Int) {
    check = FinitenessCheck()
    if slotCount * blockLength > buffer.count {
      buffer = AlignedBuffer(count: slotCount * blockLength)
    }
  }
}
