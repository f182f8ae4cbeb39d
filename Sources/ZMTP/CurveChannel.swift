import CSodium

/// What two ends of a CURVE connection encrypt by once they know each other: the key that both have
/// worked out, and nonces that only increase, so that nothing that was sent once is taken twice.
///
/// Each frame's body is a MESSAGE: `7 "MESSAGE"`, a nonce of 8 bytes, and Box[flags and body].
struct CurveChannel {
  /// By what a frame's body is longer than what is in it: name, nonce, box and flags.
  static let overhead = 8 + 8 + Curve.boxBytes + 1
  static let moreFlag: UInt8 = 1
  static let commandFlag: UInt8 = 2

  private static let name: [UInt8] = [7] + Array("MESSAGE".utf8)
  private static let nonceBytes = 24

  /// The key that both ends share.
  private let shared: [UInt8]
  private var ownNonce: UInt64
  private var peerNonce: UInt64
  private var outgoing: [UInt8]
  private var incoming: [UInt8]

  /// - Parameters:
  ///   - end: which of the two this one is.
  ///   - ownNonce: the last that this end has used.
  ///   - peerNonce: the last that the peer has used.
  init(at end: ZMTPConnection.End, sharedKey: [UInt8], ownNonce: UInt64, peerNonce: UInt64) {
    let fromServer = Array("CurveZMQMESSAGES".utf8) + [UInt8](repeating: 0, count: 8)
    let fromWorker = Array("CurveZMQMESSAGEC".utf8) + [UInt8](repeating: 0, count: 8)
    (outgoing, incoming) =
      end == .server ? (fromServer, fromWorker) : (fromWorker, fromServer)
    shared = sharedKey
    self.ownNonce = ownNonce
    self.peerNonce = peerNonce
  }

  /// Encrypts `count` bytes at `plain`, of which the first is the flags, to `target`, which has room for
  /// `count - 1 + overhead`. They may not overlap.
  mutating func seal(
    _ plain: UnsafeRawPointer, count: Int, to target: UnsafeMutableRawPointer
  ) {
    ownNonce += 1
    target.copyMemory(from: Self.name, byteCount: 8)
    target.storeBytes(of: ownNonce.bigEndian, toByteOffset: 8, as: UInt64.self)
    outgoing.withUnsafeMutableBytes {
      $0.storeBytes(of: ownNonce.bigEndian, toByteOffset: 16, as: UInt64.self)
    }
    crypto_box_easy_afternm(
      (target + 16).assumingMemoryBound(to: UInt8.self),
      plain.assumingMemoryBound(to: UInt8.self), UInt64(count), outgoing, shared)
  }

  /// Decrypts a frame's body where it lies. What was in it is then behind the first `overhead` bytes.
  ///
  /// - Returns: its flags.
  mutating func open(
    _ body: UnsafeMutableRawPointer, count: Int
  ) throws(ProtocolViolation) -> UInt8 {
    guard count >= Self.overhead,
      Self.name.elementsEqual(UnsafeRawBufferPointer(start: body, count: 8))
    else { throw .badCommand }
    let nonce = UInt64(bigEndian: body.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    guard nonce > peerNonce else { throw .repeatedNonce }
    incoming.withUnsafeMutableBytes {
      $0.storeBytes(of: nonce.bigEndian, toByteOffset: 16, as: UInt64.self)
    }
    // The authenticator, then the ciphertext, which is decrypted in place.
    let authenticator = (body + 16).assumingMemoryBound(to: UInt8.self)
    let text = (body + 32).assumingMemoryBound(to: UInt8.self)
    guard
      crypto_box_open_detached_afternm(
        text, text, authenticator, UInt64(count - 32), incoming, shared) == 0
    else { throw .cannotOpen }
    peerNonce = nonce
    let flags = text[0]
    guard flags & ~(Self.moreFlag | Self.commandFlag) == 0,
      flags != Self.moreFlag | Self.commandFlag
    else { throw .badFrame }
    return flags
  }
}
