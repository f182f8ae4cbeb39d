/// The public half of a CURVE key pair (Curve25519, 32 bytes): whoever has it can recognize its owner
/// and say something that only the owner can read.
public struct CurvePublicKey: Hashable, Sendable {
  /// The key in Z85.
  public let text: String
  /// The key's 32 bytes.
  public var bytes: [UInt8] { Z85.bytes(text) }

  /// A key from its 40 characters of Z85; nil where they are none.
  public init?(_ text: some StringProtocol) {
    guard CurveKeyText.isValid(text) else { return nil }
    self.text = String(text)
  }

  /// A key from its 32 bytes, as it comes with a handshake; nil where they are fewer or more.
  public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == CurveKeyText.keyBytes else { return nil }
    text = Z85.text(bytes)
  }
}

/// The secret half of a CURVE key pair: whoever has it can pass for its owner. It never shows itself,
/// not even where it is printed by mistake.
public struct CurveSecretKey: Sendable {
  /// The key in Z85; for the socket and for its owner's file, never for a log, an error, an argument
  /// or the environment.
  public let exposedText: String
  /// The key's 32 bytes; as secret as its text.
  public var exposedBytes: [UInt8] { Z85.bytes(exposedText) }

  /// A key from its 40 characters of Z85; nil where they are none.
  public init?(_ text: some StringProtocol) {
    guard CurveKeyText.isValid(text) else { return nil }
    exposedText = String(text)
  }

  /// A key from its 32 bytes; nil where they are fewer or more.
  public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == CurveKeyText.keyBytes else { return nil }
    exposedText = Z85.text(bytes)
  }
}

extension CurveSecretKey: CustomStringConvertible, CustomReflectable {
  /// Says nothing of the key.
  public var description: String { "a secret key" }
  /// Says nothing of the key.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Both halves.
public struct CurveKeyPair: Sendable {
  /// For others.
  public let publicKey: CurvePublicKey
  /// For the owner alone.
  public let secretKey: CurveSecretKey

  /// A pair of halves that belong together, which only arithmetic could tell.
  public init(publicKey: CurvePublicKey, secretKey: CurveSecretKey) {
    self.publicKey = publicKey
    self.secretKey = secretKey
  }
}

/// How a key of either kind is written.
private enum CurveKeyText {
  static let keyBytes = 32

  static func isValid(_ text: some StringProtocol) -> Bool {
    text.utf8.count == keyBytes / 4 * 5 && Z85.isValid(text)
  }
}
