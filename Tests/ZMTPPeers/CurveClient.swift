import CSodium
import ZMTP

/// A client of CURVE, written down from RFC 26.
public struct CurveClient: Sendable {
  /// Its permanent keys.
  public let long: (publicKey: [UInt8], secretKey: [UInt8])
  /// Its keys for this connection.
  public let short: (publicKey: [UInt8], secretKey: [UInt8])
  private let serverKey: [UInt8]
  /// The server's public key for this connection, once it is known.
  public private(set) var serverShort: [UInt8] = []
  /// What both ends encrypt messages by.
  private var sharedKey: [UInt8] = []
  private var nonce: UInt64 = 0

  /// A pair of keys, the same for the same seed.
  public static func pair(_ seed: UInt8) -> (publicKey: [UInt8], secretKey: [UInt8]) {
    var publicKey = [UInt8](repeating: 0, count: 32)
    var secretKey = publicKey
    _ = crypto_box_seed_keypair(&publicKey, &secretKey, [UInt8](repeating: seed, count: 32))
    return (publicKey, secretKey)
  }

  /// A client of the server that owns a key.
  public init(serverKey: [UInt8]) {
    (long, short) = (Self.pair(21), Self.pair(22))
    self.serverKey = serverKey
  }

  private static func box(_ plain: [UInt8], _ nonce: [UInt8], to key: [UInt8], by secret: [UInt8])
    -> [UInt8]
  {
    var box = [UInt8](repeating: 0, count: plain.count + 16)
    _ = crypto_box_easy(&box, plain, UInt64(plain.count), nonce, key, secret)
    return box
  }

  /// What is in a box; nil where it can't be opened.
  public static func open(_ box: [UInt8], _ nonce: [UInt8], from key: [UInt8], by secret: [UInt8])
    -> [UInt8]?
  {
    var plain = [UInt8](repeating: 0, count: box.count - 16)
    let result = crypto_box_open_easy(&plain, box, UInt64(box.count), nonce, key, secret)
    return result == 0 ? plain : nil
  }

  private mutating func next() -> [UInt8] {
    nonce += 1
    return withUnsafeBytes(of: nonce.bigEndian, Array.init)
  }

  /// A HELLO command.
  public mutating func hello() -> [UInt8] {
    let short = next()
    let box = Self.box(
      [UInt8](repeating: 0, count: 64), Array("CurveZMQHELLO---".utf8) + short, to: serverKey,
      by: self.short.secretKey)
    return Peer.frame(
      [5] + Array("HELLO".utf8) + [1, 0] + [UInt8](repeating: 0, count: 72) + self.short.publicKey
        + short + box, flags: 4)
  }

  /// Takes a WELCOME with its frame's header and answers it.
  public mutating func initiate(
    _ welcome: [UInt8], type: String = "DEALER", vouchFor other: [UInt8]? = nil
  ) -> [UInt8]? {
    let body = Array(welcome.dropFirst(2))
    guard body.count == 168,
      let plain = Self.open(
        Array(body[24...]), Array("WELCOME-".utf8) + body[8..<24], from: serverKey,
        by: short.secretKey)
    else { return nil }
    serverShort = Array(plain[..<32])
    sharedKey = [UInt8](repeating: 0, count: 32)
    _ = crypto_box_beforenm(&sharedKey, serverShort, short.secretKey)
    let vouchNonce = [UInt8](repeating: 9, count: 16)
    let vouch = Self.box(
      (other ?? short.publicKey) + serverKey, Array("VOUCH---".utf8) + vouchNonce,
      to: serverShort, by: long.secretKey)
    let number = next()
    let box = Self.box(
      long.publicKey + vouchNonce + vouch + Peer.metadata(type: type),
      Array("CurveZMQINITIATE".utf8) + number, to: serverShort, by: short.secretKey)
    return Peer.frame([8] + Array("INITIATE".utf8) + plain[32...] + number + box, flags: 4)
  }

  /// As `initiate`, of a welcome that can be opened.
  public mutating func initiated(
    _ welcome: [UInt8], type: String = "DEALER", vouchFor other: [UInt8]? = nil
  ) throws -> [UInt8] {
    guard let initiate = initiate(welcome, type: type, vouchFor: other) else {
      throw ProtocolViolation.cannotOpen
    }
    return initiate
  }

  /// A MESSAGE, with flags.
  public mutating func message(_ content: [UInt8], flags: UInt8 = 0) -> [UInt8] {
    let number = next()
    let plain = [flags] + content
    var box = [UInt8](repeating: 0, count: plain.count + 16)
    _ = crypto_box_easy_afternm(
      &box, plain, UInt64(plain.count), Array("CurveZMQMESSAGEC".utf8) + number, sharedKey)
    return Peer.frame([7] + Array("MESSAGE".utf8) + number + box)
  }

  /// What is in a frame's body from the server.
  public func open(_ body: [UInt8]) -> [UInt8]? {
    guard body.count >= 33, body[..<8] == [7] + Array("MESSAGE".utf8) else { return nil }
    return Self.open(
      Array(body[16...]), Array("CurveZMQMESSAGES".utf8) + body[8..<16], from: serverShort,
      by: short.secretKey)
  }
}
