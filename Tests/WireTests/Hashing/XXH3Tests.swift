@testable import Hashing

import Testing

@Suite struct XXH3Tests {
  /// The reference implementation's sanity buffer: byte i is the top byte of a generator that starts
  /// with 2654435761 and is multiplied by 11400714785074694797 each time
  /// (https://github.com/Cyan4973/xxHash/blob/dev/cli/xsum_sanity_check.c; its values of XXH3 with 64
  /// bits for seed 0).
  @Test(
    arguments: [
      (0, 0x2D06_8005_38D3_94C2), (1, 0xC44B_DFF4_074E_ECDB), (6, 0x27B5_6A84_CD2D_7325),
      (12, 0xA713_DAF0_DFBB_77E7), (24, 0xA3FE_70BF_9D35_10EB), (48, 0x397D_A259_ECBA_1F11),
      (80, 0xBCDE_FBBB_2C47_C90A), (195, 0xCD94_217E_E362_EC3A), (403, 0xCDEB_804D_65C6_DEA4),
      (512, 0x617E_4959_9013_CB6B), (2048, 0xDD59_E2C3_A5F0_38E0),
      (2240, 0x6E73_A905_39CF_2948), (2367, 0xCB37_AEB9_E5D3_61ED),
    ] as [(Int, UInt64)])
  func hashesTheReferencesSanityBuffer(count: Int, expected: UInt64) {
    var generator: UInt64 = 2_654_435_761
    // One byte more in front: the hash does not depend on where in memory the bytes begin.
    var bytes: [UInt8] = [0]
    for _ in 0..<count {
      bytes.append(UInt8(generator >> 56))
      generator &*= 11_400_714_785_074_694_797
    }
    let hash = bytes.withUnsafeBytes {
      XXH3.hash(UnsafeRawBufferPointer(rebasing: $0.dropFirst()))
    }
    #expect(hash == expected)
  }
}
