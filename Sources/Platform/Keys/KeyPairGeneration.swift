import CZeroMQ
import Wire

extension CurveKeyPair {
  /// A new pair, from the system's source of random numbers.
  public static func generate() throws(ZeroMQError) -> CurveKeyPair {
    let size = 41
    var publicText = [CChar](repeating: 0, count: size)
    var secretText = [CChar](repeating: 0, count: size)
    guard zmq_curve_keypair(&publicText, &secretText) == 0 else {
      throw ZeroMQError("make a key pair")
    }
    guard let publicKey = CurvePublicKey(text(publicText)),
      let secretKey = CurveSecretKey(text(secretText))
    else { preconditionFailure("libzmq makes keys that are none") }
    return CurveKeyPair(publicKey: publicKey, secretKey: secretKey)
  }

  /// Whether the public key is the one that belongs to the secret key.
  var isMatching: Bool {
    var derived = [CChar](repeating: 0, count: 41)
    guard zmq_curve_public(&derived, secretKey.exposedText) == 0 else { return false }
    return Self.text(derived) == publicKey.text
  }

  private static func text(_ characters: [CChar]) -> String {
    String(
      decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
