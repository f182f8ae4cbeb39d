import Tensors

/// Dropout after each hidden layer's activation while a network learns; never while it answers.
public struct Dropout: Equatable, Sendable {
  /// The probability with which a unit is dropped, greater than 0 and below 1.
  public let probability: Float
  /// What the masks are drawn from.
  public let seed: UInt64

  /// Dropout with this probability.
  public init(probability: Float, seed: UInt64) {
    precondition(probability > 0 && probability < 1)
    self.probability = probability
    self.seed = seed
  }

  /// Where the rows of a batch stand, which is what their masks depend on.
  public struct Place: Equatable, Sendable {
    /// The step.
    public let step: UInt64
    /// The first row's position among the step's samples; those of the others follow.
    public let position: Int

    /// The rows from a position on.
    public init(step: UInt64, position: Int) {
      self.step = step
      self.position = position
    }
  }

  func masks(ofStep step: UInt64) -> DropoutMask {
    DropoutMask(probability: probability, seed: seed, step: step)
  }
}

/// What dropout left of one hidden layer's results, for up to a given number of samples.
struct DroppedLayer {
  let width: Int
  /// m, 0 or 1 / (1 − p) for each sample and unit.
  let mask: AlignedBuffer
  /// m ⊙ y, which the next layer takes.
  let values: AlignedBuffer

  init(width: Int, capacity: Int) {
    self.width = width
    mask = AlignedBuffer(count: capacity * width)
    values = AlignedBuffer(count: capacity * width)
  }

  /// Draws the mask of each row of `inputs` [rows, width] and applies it.
  func forward(
    _ inputs: UnsafePointer<Float>, rows: Int, masks: DropoutMask, position: Int, layer: Int
  ) {
    for row in 0..<rows {
      let offset = row * width
      masks.apply(
        to: inputs + offset, position: position + row, layer: layer, count: width,
        mask: mask.pointer + offset, results: values.pointer + offset)
    }
  }

  /// Turns ∂L/∂(m ⊙ y) [rows, width] into ∂L/∂y = m ⊙ ∂L/∂(m ⊙ y), in place.
  func backward(_ gradients: UnsafeMutablePointer<Float>, rows: Int) {
    let factors = mask.pointer
    for index in 0..<rows * width { gradients[index] *= factors[index] }
  }
}
