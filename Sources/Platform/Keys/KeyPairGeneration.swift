import Wire
import ZMTP

extension CurveKeyPair {
  /// A new pair, from the system's source of random numbers.
  public static func generate() -> CurveKeyPair {
    let pair = CurveKeyGeneration.makePair()
    guard let publicKey = pair.publicKey.withUnsafeBytes({ CurvePublicKey(bytes: $0) }),
      let secretKey = pair.secretKey.withUnsafeBytes({ CurveSecretKey(bytes: $0) })
    else { preconditionFailure("a pair of keys has 32 bytes each") }
    return CurveKeyPair(publicKey: publicKey, secretKey: secretKey)
  }

  /// Whether the public key is the one that belongs to the secret key.
  var isMatching: Bool {
    CurveKeyGeneration.publicKey(of: secretKey.exposedBytes) == publicKey.bytes
  }
}
