/// Which units of which sample are dropped: a pure function of the seed, the step, the sample's
/// position in the step, the layer and the unit, so that no worker owns any state.
///
/// Each step has a key of its own, out of the seed's stream; under that key one block of random words
/// has the counter (block of units, position, layer, 0). A unit is dropped where its word is below
/// p · 2³². Unit 32 g + 8 j + i has word j of block 8 g + i, an order in which eight blocks are
/// computed at once.
public struct DropoutMask: Equatable, Sendable {
  private let key: SIMD2<UInt32>
  private let threshold: UInt32
  private let scale: Float

  /// The masks of one step.
  ///
  /// - Parameter probability: p, with which each unit is dropped; from 0 up and below 1.
  public init(probability: Float, seed: UInt64, step: UInt64) {
    precondition(probability >= 0 && probability < 1)
    let words = RandomStream(seed: seed, purpose: .dropout).words(step)
    key = SIMD2(words.x, words.y)
    // Exact: a float times a power of two, below 2³².
    threshold = UInt32(Double(probability) * 0x1p32)
    scale = 1 / (1 - probability)
  }

  /// Writes m_u to `mask` and m_u · values_u to `results`, both of `count` units; m_u is 0 where unit
  /// u is dropped and 1 / (1 − p) where it is kept (Srivastava et al. 2014, §10, with the scaling
  /// moved to training, "inverted dropout"), so that the expectation is that of the values.
  ///
  /// - Parameters:
  ///   - position: the sample's, in the step.
  ///   - layer: the layer's number, from 0.
  public func apply(
    to values: UnsafePointer<Float>, position: Int, layer: Int, count: Int,
    mask: UnsafeMutablePointer<Float>, results: UnsafeMutablePointer<Float>
  ) {
    let position = UInt32(truncatingIfNeeded: position)
    let layer = UInt32(truncatingIfNeeded: layer)
    var unit = 0
    while unit < count {
      let words = Philox.eightBlocks(
        first: UInt32(truncatingIfNeeded: unit / 4), position, layer, 0, key: key)
      apply(words.0, to: values, from: unit, count, mask, results)
      apply(words.1, to: values, from: unit + 8, count, mask, results)
      apply(words.2, to: values, from: unit + 16, count, mask, results)
      apply(words.3, to: values, from: unit + 24, count, mask, results)
      unit += 32
    }
  }

  @inline(__always)
  private func apply(
    _ words: SIMD8<UInt32>, to values: UnsafePointer<Float>, from first: Int, _ count: Int,
    _ mask: UnsafeMutablePointer<Float>, _ results: UnsafeMutablePointer<Float>
  ) {
    let isKept = words .>= SIMD8(repeating: threshold)
    let factors = SIMD8<Float>(repeating: 0).replacing(with: scale, where: isKept)
    if first + 8 <= count {
      let input = UnsafeRawPointer(values + first).loadUnaligned(as: SIMD8<Float>.self)
      UnsafeMutableRawPointer(mask + first).storeBytes(of: factors, as: SIMD8<Float>.self)
      UnsafeMutableRawPointer(results + first)
        .storeBytes(of: input * factors, as: SIMD8<Float>.self)
    } else {
      for lane in 0..<max(0, count - first) {
        mask[first + lane] = factors[lane]
        results[first + lane] = values[first + lane] * factors[lane]
      }
    }
  }
}
