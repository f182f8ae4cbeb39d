import Tensors
import Testing

@Suite struct DropoutMaskTests {
  /// The mask as its definition says, unit by unit: 1 / (1 − p) where the unit's word is at least
  /// p · 2³².
  private static func naive(
    probability: Float, seed: UInt64, step: UInt64, position: UInt32, layer: UInt32, count: Int
  ) -> [Float] {
    let stepWords = Philox.block(
      counter: SIMD4(UInt32(truncatingIfNeeded: step), UInt32(step >> 32), 0, 4),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)))
    return (0..<count).map { unit in
      let (group, word, lane) = (unit / 32, unit % 32 / 8, unit % 8)
      let block = Philox.block(
        counter: SIMD4(UInt32(8 * group + lane), position, layer, 0),
        key: SIMD2(stepWords.x, stepWords.y))
      return Double(block[word]) < Double(probability) * 4_294_967_296 ? 0 : 1 / (1 - probability)
    }
  }

  private static func apply(
    _ masks: DropoutMask, to values: [Float], position: Int, layer: Int, room: Int
  ) -> (mask: [Float], results: [Float]) {
    var mask = [Float](repeating: -7, count: room)
    var results = [Float](repeating: -7, count: room)
    masks.apply(
      to: values, position: position, layer: layer, count: values.count, mask: &mask,
      results: &results)
    return (mask, results)
  }

  @Test(
    arguments: [1, 7, 8, 9, 31, 32, 33, 64, 100],
    [(0.5, 3, 0), (0.1, 0xFFFF_FFFF_FFFF, 5_000_000_000), (0.9, 1, 17)]
      as [(Float, UInt64, UInt64)])
  func isAsDefined(count: Int, draw: (Float, UInt64, UInt64)) {
    let (probability, seed, step) = draw
    let values = (0..<count).map { Float($0) + 0.5 }
    let masks = DropoutMask(probability: probability, seed: seed, step: step)
    for (position, layer) in [(0, 0), (1, 0), (0, 1), (1_000_000, 3)] {
      let (mask, results) = Self.apply(
        masks, to: values, position: position, layer: layer, room: count + 3)
      let expected = Self.naive(
        probability: probability, seed: seed, step: step, position: UInt32(position),
        layer: UInt32(layer), count: count)
      #expect(Array(mask[..<count]) == expected)
      #expect(Array(results[..<count]) == zip(values, expected).map { $0 * $1 })
      // Nothing is written beyond the units.
      #expect(mask[count...] == [-7, -7, -7] && results[count...] == [-7, -7, -7])
    }
  }

  /// Of 100,000 units a share of p is dropped, to within five standard deviations.
  @Test(arguments: [0, 0.1, 0.5, 0.8] as [Float])
  func soManyAreDropped(probability: Float) {
    let values = [Float](repeating: 1, count: 1_000)
    var dropped = 0
    var sum = 0.0
    let masks = DropoutMask(probability: probability, seed: 9, step: 2)
    for position in 0..<100 {
      let results = Self.apply(masks, to: values, position: position, layer: 0, room: 1_000).results
      dropped += results.count { $0 == 0 }
      sum += results.reduce(0) { $0 + Double($1) }
    }
    let (n, p) = (100_000.0, Double(probability))
    let deviation = (n * p * (1 - p)).squareRoot()
    #expect(abs(Double(dropped) - n * p) <= 5 * deviation)
    // The mean of what is left is that of the values.
    #expect(abs(sum / n - 1) <= 5 * deviation / n / (1 - p) + 1e-6)
  }

  /// Two steps, positions or layers share no more units than chance has them share.
  @Test func masksAreIndependent() {
    let values = [Float](repeating: 1, count: 10_000)
    func mask(step: UInt64, position: Int, layer: Int) -> [Float] {
      Self.apply(
        DropoutMask(probability: 0.5, seed: 1, step: step), to: values, position: position,
        layer: layer, room: 10_000
      ).mask
    }
    let first = mask(step: 0, position: 0, layer: 0)
    for other in [
      mask(step: 1, position: 0, layer: 0), mask(step: 0, position: 1, layer: 0),
      mask(step: 0, position: 0, layer: 1),
    ] {
      let equal = zip(first, other).count { $0 == $1 }
      #expect(abs(equal - 5_000) <= 250)
    }
  }
}
