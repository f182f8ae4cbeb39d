import CSodium
import ZMTP

/// A server of CURVE, written down from RFC 26.
public struct CurveServer: Sendable {
  /// Its permanent keys.
  public let long: (publicKey: [UInt8], secretKey: [UInt8])
  /// Its keys for this connection.
  public let short: (publicKey: [UInt8], secretKey: [UInt8])
  /// The client's public key for this connection, once it is known.
  public private(set) var clientShort: [UInt8] = []
  /// The client's permanent public key and its metadata, once it has vouched for them.
  public private(set) var client: (publicKey: [UInt8], metadata: [UInt8])?
  private let cookie: [UInt8]
  private var sharedKey: [UInt8] = []
  private var nonce: UInt64 = 0

  /// A server that owns a pair of keys.
  public init(_ long: (publicKey: [UInt8], secretKey: [UInt8])) {
    self.long = long
    short = CurveClient.pair(23)
    cookie = Peer.bytes(96, seed: 5)
  }

  /// As `CurveClient.box`.
  private static func box(_ plain: [UInt8], _ nonce: [UInt8], to key: [UInt8], by secret: [UInt8])
    -> [UInt8]
  {
    var box = [UInt8](repeating: 0, count: plain.count + 16)
    _ = crypto_box_easy(&box, plain, UInt64(plain.count), nonce, key, secret)
    return box
  }

  private mutating func next() -> [UInt8] {
    nonce += 1
    return withUnsafeBytes(of: nonce.bigEndian, Array.init)
  }

  /// Takes a HELLO with its frame's header and answers it by WELCOME; nil for one that can't be opened.
  public mutating func welcome(_ hello: [UInt8]) -> [UInt8]? {
    let body = Array(hello.dropFirst(2))
    guard body.count == 200, body[..<8] == [5] + Array("HELLO".utf8) + [1, 0] else { return nil }
    clientShort = Array(body[80..<112])
    guard
      CurveClient.open(
        Array(body[120...]), Array("CurveZMQHELLO---".utf8) + body[112..<120], from: clientShort,
        by: long.secretKey) == [UInt8](repeating: 0, count: 64)
    else { return nil }
    let welcomeNonce = [UInt8](repeating: 8, count: 16)
    let box = Self.box(
      short.publicKey + cookie, Array("WELCOME-".utf8) + welcomeNonce, to: clientShort,
      by: long.secretKey)
    return Peer.frame([7] + Array("WELCOME".utf8) + welcomeNonce + box, flags: 4)
  }

  /// Takes an INITIATE with its frame's header and answers it by READY; nil for one in which not
  /// everything is as it has to be.
  public mutating func ready(_ initiate: [UInt8], type: String = "ROUTER") -> [UInt8]? {
    let isLong = initiate.first == 6
    let body = Array(initiate.dropFirst(isLong ? 9 : 2))
    guard body.count >= 257, body[..<9] == [8] + Array("INITIATE".utf8),
      Array(body[9..<105]) == cookie,
      let plain = CurveClient.open(
        Array(body[113...]), Array("CurveZMQINITIATE".utf8) + body[105..<113], from: clientShort,
        by: short.secretKey),
      let vouch = CurveClient.open(
        Array(plain[48..<128]), Array("VOUCH---".utf8) + plain[32..<48],
        from: Array(plain[..<32]), by: short.secretKey),
      vouch == clientShort + long.publicKey
    else { return nil }
    client = (Array(plain[..<32]), Array(plain[128...]))
    sharedKey = [UInt8](repeating: 0, count: 32)
    _ = crypto_box_beforenm(&sharedKey, clientShort, short.secretKey)
    let number = next()
    let box = Self.box(
      Peer.metadata(type: type), Array("CurveZMQREADY---".utf8) + number, to: clientShort,
      by: short.secretKey)
    return Peer.frame([5] + Array("READY".utf8) + number + box, flags: 4)
  }

  /// A MESSAGE, with flags.
  public mutating func message(_ content: [UInt8], flags: UInt8 = 0) -> [UInt8] {
    let number = next()
    let plain = [flags] + content
    var box = [UInt8](repeating: 0, count: plain.count + 16)
    _ = crypto_box_easy_afternm(
      &box, plain, UInt64(plain.count), Array("CurveZMQMESSAGES".utf8) + number, sharedKey)
    return Peer.frame([7] + Array("MESSAGE".utf8) + number + box)
  }

  /// What is in a frame's body from the client.
  public func open(_ body: [UInt8]) -> [UInt8]? {
    guard body.count >= 33, body[..<8] == [7] + Array("MESSAGE".utf8) else { return nil }
    return CurveClient.open(
      Array(body[16...]), Array("CurveZMQMESSAGEC".utf8) + body[8..<16], from: clientShort,
      by: short.secretKey)
  }
}
