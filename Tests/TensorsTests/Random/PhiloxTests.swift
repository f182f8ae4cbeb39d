import Tensors
import Testing

@Suite struct PhiloxTests {
  /// The known-answer vectors of Random123 1.14 (tests/kat_vectors, philox4x32 with 10 rounds).
  @Test(arguments: [
    (
      SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
      SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func agreesWithRandom123(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>
  ) {
    #expect(Philox.block(counter: counter, key: key) == expected)
  }

  @Test(arguments: [0, 8, 0xFFFF_FFF0, 0x1234_5678] as [UInt32])
  func eightBlocksAreEightTimesOne(first: UInt32) {
    let key = SIMD2<UInt32>(0xa409_3822, 0x299f_31d0)
    let words = Philox.eightBlocks(first: first, 0x85a3_08d3, 0x1319_8a2e, .max, key: key)
    for lane in 0..<8 {
      let block = Philox.block(
        counter: SIMD4(first + UInt32(lane), 0x85a3_08d3, 0x1319_8a2e, .max), key: key)
      #expect(SIMD4(words.0[lane], words.1[lane], words.2[lane], words.3[lane]) == block)
    }
  }
}
