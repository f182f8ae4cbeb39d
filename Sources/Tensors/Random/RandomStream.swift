/// An endless row of random numbers, any of which can be computed without those before it.
///
/// The seed is Philox's key; the counter holds the position (64 bits), the stream's index and its
/// purpose, so that no two uses of one seed ever share a number.
public struct RandomStream: Equatable, Sendable {
  /// What random numbers are drawn for. Raw values are part of what makes runs repeat: never
  /// change one.
  public enum Purpose: UInt32, Sendable {
    /// The first θ; the stream's index is the tensor's.
    case initialParameters = 1
    /// The order of the samples; the stream is not indexed.
    case sampleOrder = 2
    /// Which samples are held out for validation; the stream is not indexed.
    case heldOutSamples = 3
    /// Which units are dropped; the stream's index is the layer's.
    case dropout = 4
  }

  private let key: SIMD2<UInt32>
  private let purpose: UInt32
  private let index: UInt32

  /// The stream of that seed, purpose and index.
  public init(seed: UInt64, purpose: Purpose, index: UInt32 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = purpose.rawValue
    self.index = index
  }

  /// The four 32-bit words at position `block`.
  public func words(_ block: UInt64) -> SIMD4<UInt32> {
    Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), index, purpose),
      key: key)
  }

  /// Value j is (2u − 1) · bound, in −bound ..< bound, where u is number j of the stream, a
  /// multiple of 2⁻²⁴ in 0 ..< 1.
  public func fillUniform(_ values: UnsafeMutableBufferPointer<Float>, bound: Float) {
    forEachWord(values.count) { position, word in
      values[position] = (2 * Self.unitUniform(word) - 1) * bound
    }
  }

  /// Value j is deviation times the standard normal number j of the stream.
  public func fillNormal(_ values: UnsafeMutableBufferPointer<Float>, deviation: Float) {
    forEachWord(values.count) { position, word in
      values[position] = deviation * Self.standardNormal(word)
    }
  }

  /// The upper 24 bits of a word as a multiple of 2⁻²⁴ in 0 ..< 1, exact in a float.
  @inlinable
  public static func unitUniform(_ word: UInt32) -> Float {
    Float(word >> 8) * 0x1p-24
  }

  /// Φ⁻¹ of (word + ½) 2⁻³², a standard normal number between −6.34 and 6.34.
  public static func standardNormal(_ word: UInt32) -> Float {
    Float(normalQuantile((Double(word) + 0.5) * 0x1p-32))
  }

  private func forEachWord(_ count: Int, _ body: (Int, UInt32) -> Void) {
    for block in 0..<(count + 3) / 4 {
      let words = words(UInt64(block))
      for lane in 0..<min(4, count - 4 * block) {
        body(4 * block + lane, words[lane])
      }
    }
  }
}
