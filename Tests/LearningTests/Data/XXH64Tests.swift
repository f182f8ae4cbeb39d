import Testing

@testable import Learning

@Suite struct XXH64Tests {
  /// The reference implementation's sanity buffer: byte i is the top byte of a generator that starts
  /// with 2654435761 and is multiplied by 11400714785074694797 each time
  /// (https://github.com/Cyan4973/xxHash/blob/dev/cli/xsum_sanity_check.c; its values for seed 0).
  @Test(arguments: [
    (0, 0xEF46_DB37_51D8_E999), (1, 0xE934_A84A_DB05_2768), (4, 0x9136_A0DC_A57457EE),
    (14, 0x8282_DCC4_994E_35C8), (222, 0xB641_AE8C_B691_C174),
  ] as [(Int, UInt64)])
  func hashesTheReferencesSanityBuffer(count: Int, expected: UInt64) {
    var generator: UInt64 = 2_654_435_761
    var bytes: [UInt8] = []
    for _ in 0..<count {
      bytes.append(UInt8(generator >> 56))
      generator &*= 11_400_714_785_074_694_797
    }
    #expect(hash([bytes]) == expected)
  }

  /// Known values of texts, as `xxhsum -H64` and other implementations print them.
  @Test(arguments: [
    ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
    ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
  ] as [(String, UInt64)])
  func hashesTexts(text: String, expected: UInt64) {
    #expect(hash([Array(text.utf8)]) == expected)
  }

  @Test func isTheSameInPieces() {
    let bytes = (0..<150).map { UInt8($0 * 7 & 0xFF) }
    for cut in 0...bytes.count {
      #expect(hash([Array(bytes[..<cut]), Array(bytes[cut...])]) == hash([bytes]), "cut at \(cut)")
    }
  }

  private func hash(_ pieces: [[UInt8]]) -> UInt64 {
    var hash = XXH64()
    for piece in pieces { piece.withUnsafeBytes { hash.update($0) } }
    return hash.finish()
  }
}
