/// A permutation of 0 ..< count that is computed, not stored: the order in which an epoch visits
/// its samples.
///
/// A Feistel network over pairs (left, right) with left < a, right < b and a·b barely above
/// `count` (Black and Rogaway 2002, "Ciphers with arbitrary finite domains", generalized Feistel);
/// what lands outside is encrypted again until it lands inside (cycle walking), which keeps it a
/// bijection. It is a shuffle, not a cipher: the round function is a multiplicative mixer.
public struct KeyedPermutation: Sendable {
  /// How many elements are permuted.
  public let count: Int
  private let leftSize: UInt64
  private let rightSize: UInt64
  private let keys: SIMD8<UInt64>

  /// The permutation of `count` ≥ 1 elements that belongs to a key and a purpose.
  public init(
    count: Int, key: (seed: UInt64, epoch: UInt64), purpose: RandomStream.Purpose = .sampleOrder
  ) {
    precondition(count >= 1)
    self.count = count
    // Rounding in the root does not matter: any two sizes whose product covers count will do.
    let root = UInt64(Double(count).squareRoot())
    leftSize = root * root < UInt64(count) ? root + 1 : root
    rightSize = (UInt64(count) + leftSize - 1) / leftSize
    let stream = RandomStream(seed: key.seed, purpose: purpose)
    var keys = SIMD8<UInt64>()
    for pair in 0..<4 {
      // Four blocks an epoch; the wrap at 2⁶² epochs is out of reach.
      let words = stream.words(key.epoch &* 4 &+ UInt64(pair))
      keys[2 * pair] = UInt64(words.x) | UInt64(words.y) << 32
      keys[2 * pair + 1] = UInt64(words.z) | UInt64(words.w) << 32
    }
    self.keys = keys
  }

  /// The element at `position`, which is in 0 ..< count.
  public subscript(position: Int) -> Int {
    precondition(position >= 0 && position < count)
    var value = UInt64(position)
    repeat {
      value = encrypt(value)
    } while value >= UInt64(count)
    return Int(value)
  }

  private func encrypt(_ value: UInt64) -> UInt64 {
    var left = value / rightSize
    var right = value % rightSize
    for round in stride(from: 0, to: 8, by: 2) {
      left += Self.mix(right, keys[round], below: leftSize)
      if left >= leftSize { left -= leftSize }
      right += Self.mix(left, keys[round + 1], below: rightSize)
      if right >= rightSize { right -= rightSize }
    }
    return left * rightSize + right
  }

  /// A number in 0 ..< bound that depends on all bits of `value` and `key`: two rounds of
  /// multiply and fold (the constants of SplitMix64, Steele et al. 2014), then the high half of a
  /// product instead of a remainder.
  private static func mix(_ value: UInt64, _ key: UInt64, below bound: UInt64) -> UInt64 {
    var bits = (value ^ key) &* 0xBF58_476D_1CE4_E5B9
    bits ^= bits >> 32
    bits = (bits &+ key) &* 0x94D0_49BB_1331_11EB
    return bits.multipliedFullWidth(by: bound).high
  }
}
