import CSodium

@testable import ZMTP

/// What a connection has made of bytes.
struct Reading: Equatable {
  struct Message: Equatable {
    var head: [UInt8]
    var payload: [UInt8]?
  }

  var messages: [Message] = []
  var hasOpened = false
  var keys: [[UInt8]] = []
  var output: [UInt8] = []
  var violation: ProtocolViolation?
}

/// A server's connection with the memory that its payloads are received into, fed from bytes.
final class Fed {
  static let bounds = ServerConnection.Bounds(
    headBytes: 1000, smallPayloadBytes: 100, commandBytes: 512)

  var connection: ServerConnection
  var reading = Reading()
  private var payload: [UInt8] = []
  private var payloadBytes: Int?
  /// Whether a peer's key is authorized.
  var authorizes = true

  init(curve: ServerConnection.CurveKeys? = nil, payloadBytesMax: Int? = nil) {
    connection = ServerConnection(Self.bounds, curve: curve)
    if let payloadBytesMax { connection.payloadBytesMax = payloadBytesMax }
  }

  var isOpen: Bool { connection.isOpen }
  var isUnfinished: Bool { connection.isUnfinished }
  var peerTimeToLive: UInt16 { connection.peerTimeToLive }
  func takeOutput() -> [UInt8] { connection.takeOutput() }

  /// Offers bytes, `piece` at a time.
  func take(_ bytes: [UInt8], piece: Int = .max) {
    var rest = bytes[...]
    while !rest.isEmpty, reading.violation == nil {
      let count = min(piece, rest.count)
      do throws(ProtocolViolation) {
        try take(piece: Array(rest.prefix(count)))
      } catch {
        reading.violation = error
      }
      rest = rest.dropFirst(count)
    }
    reading.output += connection.takeOutput()
  }

  private func take(piece: [UInt8]) throws(ProtocolViolation) {
    var rest = piece[...]
    while !rest.isEmpty {
      if let wanted = payloadBytes {
        let count = min(wanted - payload.count, rest.count)
        payload += rest.prefix(count)
        rest = rest.dropFirst(count)
        guard payload.count == wanted else { return }
        payloadBytes = nil
        var violation: ProtocolViolation?
        payload.withUnsafeMutableBytes { bytes in
          guard let start = bytes.baseAddress else { return }
          do throws(ProtocolViolation) {
            try connection.payloadArrived(start, count: bytes.count)
          } catch {
            violation = error
          }
        }
        if let violation { throw violation }
        reading.messages.append(
          Reading.Message(
            head: connection.head, payload: Array(payload[connection.payloadPrefix...])))
        continue
      }
      let offered = Array(rest)
      var outcome = Result<(used: Int, event: ServerConnection.Event), ProtocolViolation>.failure(
        .badFrame)
      offered.withUnsafeBytes { bytes in
        do throws(ProtocolViolation) {
          outcome = .success(try connection.take(bytes))
        } catch {
          outcome = .failure(error)
        }
      }
      let (used, event) = try outcome.get()
      rest = rest.dropFirst(used)
      switch event {
      case .none: break
      case .asks(let key):
        reading.keys.append(key)
        guard authorizes else {
          connection.reject()
          throw .notAuthorized
        }
        connection.authorize()
        reading.hasOpened = true
      case .open: reading.hasOpened = true
      case .message:
        reading.messages.append(
          Reading.Message(head: connection.head, payload: connection.smallPayload))
      case .payload(let count):
        payloadBytes = count
        payload = []
      }
    }
  }
}

/// The bytes of a peer, written down from RFC 37.
enum Peer {
  static func greeting(mechanism: String = "NULL", major: UInt8 = 3, minor: UInt8 = 1) -> [UInt8] {
    [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, major, minor] + Array(mechanism.utf8)
      + [UInt8](repeating: 0, count: 20 - mechanism.utf8.count + 32)
  }

  static func frame(_ body: [UInt8], flags: UInt8 = 0) -> [UInt8] {
    if body.count <= 255 { return [flags, UInt8(body.count)] + body }
    return [flags | 2] + withUnsafeBytes(of: UInt64(body.count).bigEndian, Array.init) + body
  }

  static func metadata(type: String = "DEALER", identity: [UInt8] = []) -> [UInt8] {
    [11] + Array("Socket-Type".utf8) + [0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8)
      + [8] + Array("Identity".utf8) + [0, 0, 0, UInt8(identity.count)] + identity
  }

  static func ready(type: String = "DEALER", identity: [UInt8] = []) -> [UInt8] {
    frame([5] + Array("READY".utf8) + metadata(type: type, identity: identity), flags: 4)
  }

  static func message(_ head: [UInt8], _ payload: [UInt8]? = nil) -> [UInt8] {
    guard let payload else { return frame(head) }
    return frame(head, flags: 1) + frame(payload)
  }

  static func bytes(_ count: Int, seed: UInt8 = 1) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) ^ seed }
  }
}

/// A client of CURVE, written down from RFC 26.
struct CurveClient {
  let long: (publicKey: [UInt8], secretKey: [UInt8])
  let short: (publicKey: [UInt8], secretKey: [UInt8])
  let serverKey: [UInt8]
  var serverShort: [UInt8] = []
  var nonce: UInt64 = 0

  static func pair(_ seed: UInt8) -> (publicKey: [UInt8], secretKey: [UInt8]) {
    var publicKey = [UInt8](repeating: 0, count: 32)
    var secretKey = publicKey
    _ = crypto_box_seed_keypair(&publicKey, &secretKey, [UInt8](repeating: seed, count: 32))
    return (publicKey, secretKey)
  }

  init(serverKey: [UInt8]) {
    (long, short) = (Self.pair(21), Self.pair(22))
    self.serverKey = serverKey
  }

  static func box(_ plain: [UInt8], _ nonce: [UInt8], to key: [UInt8], by secret: [UInt8])
    -> [UInt8]
  {
    var box = [UInt8](repeating: 0, count: plain.count + 16)
    _ = crypto_box_easy(&box, plain, UInt64(plain.count), nonce, key, secret)
    return box
  }

  static func open(_ box: [UInt8], _ nonce: [UInt8], from key: [UInt8], by secret: [UInt8])
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

  mutating func hello() -> [UInt8] {
    let short = next()
    let box = Self.box(
      [UInt8](repeating: 0, count: 64), Array("CurveZMQHELLO---".utf8) + short, to: serverKey,
      by: self.short.secretKey)
    return Peer.frame(
      [5] + Array("HELLO".utf8) + [1, 0] + [UInt8](repeating: 0, count: 72) + self.short.publicKey
        + short + box, flags: 4)
  }

  /// Takes a WELCOME with its frame's header and answers it.
  mutating func initiate(
    _ welcome: [UInt8], type: String = "DEALER", vouchFor other: [UInt8]? = nil
  ) -> [UInt8]? {
    let body = Array(welcome.dropFirst(2))
    guard body.count == 168,
      let plain = Self.open(
        Array(body[24...]), Array("WELCOME-".utf8) + body[8..<24], from: serverKey,
        by: short.secretKey)
    else { return nil }
    serverShort = Array(plain[..<32])
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
  mutating func initiated(
    _ welcome: [UInt8], type: String = "DEALER", vouchFor other: [UInt8]? = nil
  ) throws -> [UInt8] {
    guard let initiate = initiate(welcome, type: type, vouchFor: other) else {
      throw ProtocolViolation.cannotOpen
    }
    return initiate
  }

  mutating func message(_ content: [UInt8], flags: UInt8 = 0) -> [UInt8] {
    let number = next()
    let box = Self.box(
      [flags] + content, Array("CurveZMQMESSAGEC".utf8) + number, to: serverShort,
      by: short.secretKey)
    return Peer.frame([7] + Array("MESSAGE".utf8) + number + box)
  }

  /// What is in a frame's body from the server.
  func open(_ body: [UInt8]) -> [UInt8]? {
    guard body.count >= 33, body[..<8] == [7] + Array("MESSAGE".utf8) else { return nil }
    return Self.open(
      Array(body[16...]), Array("CurveZMQMESSAGES".utf8) + body[8..<16], from: serverShort,
      by: short.secretKey)
  }
}
