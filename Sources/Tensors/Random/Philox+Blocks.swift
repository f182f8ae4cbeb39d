extension Philox {
  /// Eight blocks at once: word j of block i is lane i of the j-th vector.
  ///
  /// The blocks' counters are (first + i, second, third, fourth), each in 32 bits; the results are
  /// those of ``block(counter:key:)``.
  @inline(__always)
  public static func eightBlocks(
    first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32, key: SIMD2<UInt32>
  ) -> (SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>) {
    var c0 = SIMD8<UInt32>(repeating: first) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7)
    var c1 = SIMD8<UInt32>(repeating: second)
    var c2 = SIMD8<UInt32>(repeating: third)
    var c3 = SIMD8<UInt32>(repeating: fourth)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let product0 = SIMD8<UInt64>(truncatingIfNeeded: c0) &* SIMD8(repeating: 0xD251_1F53)
      let product1 = SIMD8<UInt64>(truncatingIfNeeded: c2) &* SIMD8(repeating: 0xCD9E_8D57)
      let high0 = SIMD8<UInt32>(truncatingIfNeeded: product0 &>> SIMD8(repeating: 32))
      let high1 = SIMD8<UInt32>(truncatingIfNeeded: product1 &>> SIMD8(repeating: 32))
      c0 = high1 ^ c1 ^ SIMD8(repeating: k0)
      c1 = SIMD8<UInt32>(truncatingIfNeeded: product1)
      c2 = high0 ^ c3 ^ SIMD8(repeating: k1)
      c3 = SIMD8<UInt32>(truncatingIfNeeded: product0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
