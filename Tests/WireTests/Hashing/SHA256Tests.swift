@testable import Hashing

import Testing
import Text

/// The vectors of FIPS 180-2's appendix B and of NIST's examples.
@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        + "lmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func hashesNISTsVectors(text: String, digest: String) {
    #expect(Hexadecimal.text(SHA256.hash(Array(text.utf8))) == digest)
  }

  @Test func hashesAMillionLettersA() {
    var hash = SHA256()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    for _ in 0..<1000 { hash.update(piece) }
    #expect(
      Hexadecimal.text(hash.finish())
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Every way of cutting 200 bytes in two, across the boundaries of blocks, hashes alike.
  @Test func isTheSameInPieces() {
    let bytes = (0..<200).map { UInt8($0 * 7 & 0xFF) }
    let whole = SHA256.hash(bytes)
    for cut in 0...bytes.count {
      var hash = SHA256()
      hash.update(Array(bytes[..<cut]))
      hash.update(Array(bytes[cut...]))
      #expect(hash.finish() == whole, "cut at \(cut)")
    }
  }

  /// Lengths around a block's end, where the padding takes another block; figures by Python's
  /// hashlib: `hashlib.sha256(b"x" * n).hexdigest()[:16]`.
  @Test(arguments: [
    (54, "45f316e10b2c99ab"),
    (55, "d5e285683cd4efc0"),
    (56, "04c26261370ee754"),
    (57, "ae14a2563ccf969d"),
    (63, "75220b47218278e6"),
    (64, "7ce100971f64e700"),
    (65, "9537c5fdf120482f"),
    (119, "000b48d4edf0fa7b"),
    (120, "13f05a0b594787f5"),
    (128, "24da1b81d0b16df6"),
  ])
  func pads(count: Int, start: String) {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: count)
    #expect(Hexadecimal.text(SHA256.hash(bytes)).hasPrefix(start))
  }
}
