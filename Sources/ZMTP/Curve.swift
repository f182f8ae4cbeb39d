import CSodium

/// The boxes of CurveZMQ (RFC 26): Curve25519, XSalsa20 and Poly1305, by libsodium.
enum Curve {
  static let keyBytes = 32
  /// By what a box is longer than what is in it.
  static let boxBytes = 16

  /// The 24 bytes that make a box unlike all others of the same keys: a prefix and what is sent.
  static func nonce(_ prefix: String, _ rest: some Collection<UInt8>) -> [UInt8] {
    let nonce = Array(prefix.utf8) + rest
    precondition(nonce.count == 24)
    return nonce
  }

  static func bytes(of number: UInt64) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian, Array.init)
  }

  static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The key that the owners of a public and of a secret key share, and make all boxes between them by:
  /// the costly half of each, so it is worked out once. Nil for a public key that is none.
  static func sharedKey(_ publicKey: [UInt8], _ secretKey: [UInt8]) -> [UInt8]? {
    var key = [UInt8](repeating: 0, count: keyBytes)
    return crypto_box_beforenm(&key, publicKey, secretKey) == 0 ? key : nil
  }

  /// Box[plain] by a shared key.
  static func seal(_ plain: [UInt8], nonce: [UInt8], by sharedKey: [UInt8]) -> [UInt8] {
    var box = [UInt8](repeating: 0, count: plain.count + boxBytes)
    crypto_box_easy_afternm(&box, plain, UInt64(plain.count), nonce, sharedKey)
    return box
  }

  /// What is in a box; nil where it was not made by this shared key.
  static func open(
    _ box: ArraySlice<UInt8>, nonce: [UInt8], by sharedKey: [UInt8]
  ) -> [UInt8]? {
    guard box.count >= boxBytes else { return nil }
    var plain = [UInt8](repeating: 0, count: box.count - boxBytes)
    let result = crypto_box_open_easy_afternm(
      &plain, Array(box), UInt64(box.count), nonce, sharedKey)
    return result == 0 ? plain : nil
  }

  /// The public key of a secret one.
  static func publicKey(of secretKey: [UInt8]) -> [UInt8] {
    var key = [UInt8](repeating: 0, count: keyBytes)
    crypto_scalarmult_base(&key, secretKey)
    return key
  }
}

/// Keys of Curve25519 as CurveZMQ (RFC 26) has them: 32 bytes each.
public enum CurveKeyGeneration {
  /// A new pair, from the system's source of random numbers.
  public static func makePair() -> (publicKey: [UInt8], secretKey: [UInt8]) {
    _ = sodium_init()
    var publicKey = [UInt8](repeating: 0, count: Curve.keyBytes)
    var secretKey = publicKey
    crypto_box_keypair(&publicKey, &secretKey)
    return (publicKey, secretKey)
  }

  /// The public key of a secret one of 32 bytes.
  public static func publicKey(of secretKey: [UInt8]) -> [UInt8] {
    precondition(secretKey.count == Curve.keyBytes)
    return Curve.publicKey(of: secretKey)
  }
}
