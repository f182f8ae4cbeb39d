/// Z85 (ZeroMQ RFC 32): five printable characters for four bytes, as keys are written.
enum Z85 {
  private static let alphabet = Array(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

  /// Whether each five characters stand for four bytes.
  static func isValid(_ text: some StringProtocol) -> Bool {
    let characters = Array(text.utf8)
    guard characters.count % 5 == 0 else { return false }
    for start in stride(from: 0, to: characters.count, by: 5) {
      var value: UInt64 = 0
      for character in characters[start..<start + 5] {
        guard let digit = alphabet.firstIndex(of: character) else { return false }
        value = value * 85 + UInt64(digit)
      }
      guard value <= UInt32.max else { return false }
    }
    return true
  }

  /// The bytes that a valid text stands for.
  static func bytes(_ text: String) -> [UInt8] {
    precondition(isValid(text), "what is no Z85 stands for nothing")
    let characters = Array(text.utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 5 * 4)
    for start in stride(from: 0, to: characters.count, by: 5) {
      let value = characters[start..<start + 5].reduce(UInt64(0)) { value, character in
        value * 85 + UInt64(alphabet.firstIndex(of: character) ?? 0)
      }
      for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    return bytes
  }

  /// The characters for these bytes, whose number must be a multiple of four.
  static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    precondition(bytes.count % 4 == 0, "four bytes make five characters")
    var characters: [UInt8] = []
    characters.reserveCapacity(bytes.count / 4 * 5)
    for start in stride(from: 0, to: bytes.count, by: 4) {
      let value = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      var divisor: UInt32 = 85 * 85 * 85 * 85
      while divisor > 0 {
        characters.append(alphabet[Int(value / divisor % 85)])
        divisor /= 85
      }
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
