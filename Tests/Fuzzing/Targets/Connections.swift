import ZMTP
import ZMTPPeers

extension FuzzTarget {
  /// Bytes of peers that prove nothing.
  static let connection = FuzzTarget("connection") {
    streams(Peer.ready(identity: [0, 1, 2]))
  } run: { bytes in
    var choices = Choices(bytes)
    let payloadBytesMax = choices.one(of: payloads)
    let piece = 1 + choices.below(64)
    take(Array(choices.rest), piece, payloadBytesMax)
  }

  /// Bytes of what answers at a server's address and proves nothing.
  static let workerConnection = FuzzTarget("worker-connection") {
    streams(Peer.ready(type: "ROUTER"))
      + [Peer.greeting() + Peer.frame([5] + Array("ERROR".utf8) + [1, 9], flags: 4)].map {
        [0, 3] + $0
      }
  } run: { bytes in
    var choices = Choices(bytes)
    let payloadBytesMax = choices.one(of: payloads)
    let piece = 1 + choices.below(64)
    take(Array(choices.rest), piece, payloadBytesMax, at: .worker)
  }

  /// What an end without keys may say, after its greeting, or instead of one.
  private static func streams(_ ready: [UInt8]) -> [[UInt8]] {
    let start = Peer.greeting()
    let ping = Peer.frame([4] + Array("PING".utf8) + [0, 10] + Array("c".utf8), flags: 4)
    return [
      start, start + ready + Peer.message([1, 2, 3]) + ping,
      start + ready + Peer.message([], [4]) + Peer.message([5], Peer.bytes(300)),
      Peer.greeting(minor: 0) + ready + Peer.frame([6], flags: 1) + Peer.frame([7], flags: 1),
      start + ready + [2] + [UInt8](repeating: 255, count: 8), start + ping,
    ].map { [0, 3] + $0 }
  }

  /// Bytes of peers that own keys. No fuzzer encrypts, so an input says where a client of the protocol
  /// does something else than it should, and what its messages hold.
  static let encryptedConnection = FuzzTarget("encrypted-connection") {
    let ping: [UInt8] = [2, 7, 4] + Array("PING".utf8) + [0, 9]
    return encryptedSeeds(ping)
  } run: { bytes in
    var choices = Choices(bytes)
    let payloadBytesMax = choices.one(of: payloads)
    let piece = 1 + choices.below(64)
    var client = client
    let stream = stream(handshake, &choices) { client.message($0, flags: $1) }
    take(stream, piece, payloadBytesMax, curve: serverKeys)
  }

  /// Bytes of what answers at a server's address and owns the server's keys; as for `encryptedConnection`.
  static let encryptedWorkerConnection = FuzzTarget("encrypted-worker-connection") {
    encryptedSeeds([2, 7, 4] + Array("PING".utf8) + [0, 9])
  } run: { bytes in
    var choices = Choices(bytes)
    let payloadBytesMax = choices.one(of: payloads)
    let piece = 1 + choices.below(64)
    var server = answering.server
    let stream = stream(answering.handshake, &choices) { server.message($0, flags: $1) }
    take(stream, piece, payloadBytesMax, at: .worker, curve: workerKeys)
  }

  private static func encryptedSeeds(_ ping: [UInt8]) -> [[UInt8]] {
    [
      [0, 3, 3, 0, 3, 1, 2, 3] + ping, [0, 3, 0, 12, 32], [0, 3, 1, 20, 1], [0, 3, 2, 100, 1],
      [2, 3, 3, 1, 1, 9, 0, 200], [2, 3, 3, 1, 1, 9, 128, 200], [1, 7, 3, 1, 1, 9, 1, 1, 9],
    ]
  }

  /// What an end with keys sends: its handshake, damaged or not, and messages.
  private static func stream(
    _ handshake: [[UInt8]], _ choices: inout Choices, _ message: ([UInt8], UInt8) -> [UInt8]
  ) -> [UInt8] {
    var sent = handshake
    // What is done to the greeting or to either command: a byte is damaged; or nothing is.
    let damaged = choices.below(handshake.count + 1)
    if damaged < sent.count {
      let place = choices.below(256)
      let bits = UInt8(choices.below(256))
      if !sent[damaged].isEmpty { sent[damaged][place % sent[damaged].count] ^= bits }
    }
    var stream = Array(sent.joined())
    while !choices.rest.isEmpty {
      // Flags, of which the highest bit says that the frame is damaged, and a length.
      let flags = UInt8(choices.below(256))
      let count = choices.below(256)
      let content = Array(choices.rest.prefix(count))
      for _ in content { _ = choices.below(1) }
      // Lengths beyond an input's are made up, so that large payloads occur.
      var frame = message(
        content + [UInt8](repeating: 0, count: 2 * (count - content.count)), flags & 0x7F)
      if flags > 0x7F { frame[count % frame.count] ^= 1 }
      stream += frame
    }
    return stream
  }

  private static let payloads = [nil, 0, 400]
  private static let server = CurveClient.pair(20)
  private static let serverKeys = ZMTPConnection.CurveKeys(
    secretKey: server.secretKey, random: Peer.bytes(ZMTPConnection.CurveKeys.randomBytes))

  /// What an honest client sends before its first message, and the client as it is then: always the same,
  /// since all keys are.
  private static let (handshake, client): ([[UInt8]], CurveClient) = {
    var client = CurveClient(serverKey: server.publicKey)
    let fed = Fed(curve: serverKeys)
    let greeting = Peer.greeting(mechanism: "CURVE")
    fed.take(greeting)
    _ = fed.reading.output
    let answered = fed.reading.output.count
    let hello = client.hello()
    fed.take(hello)
    let initiate = client.initiate(Array(fed.reading.output.dropFirst(answered))) ?? []
    fed.take(initiate)
    check(fed.isOpen, "an honest client is not understood")
    return ([greeting, hello, initiate], client)
  }()

  private static let worker = CurveClient.pair(21)
  private static let workerKeys = ZMTPConnection.CurveKeys(
    publicKey: worker.publicKey, secretKey: worker.secretKey, serverKey: server.publicKey,
    random: Peer.bytes(ZMTPConnection.CurveKeys.randomBytes, seed: 3))

  /// What an honest server sends before its first message, and the server as it is then.
  private static let answering: (handshake: [[UInt8]], server: CurveServer) = {
    var server = CurveServer(FuzzTarget.server)
    let fed = Fed(at: .worker, curve: workerKeys)
    _ = fed.takeOutput()
    let greeting = Peer.greeting(mechanism: "CURVE")
    fed.take(greeting)
    let welcome = server.welcome(fed.reading.output) ?? []
    fed.reading.output = []
    fed.take(welcome)
    let ready = server.ready(fed.reading.output) ?? []
    fed.take(ready)
    check(fed.isOpen, "an honest server is not understood")
    return ([greeting, welcome, ready], server)
  }()

  /// Gives bytes to a connection at once, and for every fourth length of a piece to another in pieces:
  /// keys cost time.
  private static func take(
    _ bytes: [UInt8], _ piece: Int, _ payloadBytesMax: Int?,
    at end: ZMTPConnection.End = .server, curve: ZMTPConnection.CurveKeys? = nil
  ) {
    let whole = Fed(at: end, curve: curve, payloadBytesMax: payloadBytesMax)
    whole.take(bytes)
    let reading = whole.reading
    let payloadMax = max(payloadBytesMax ?? 0, Fed.bounds.smallPayloadBytes)
    for message in reading.messages {
      check(message.head.count <= Fed.bounds.headBytes, "a head is longer than it may be")
      check(message.payload?.count ?? 0 <= payloadMax, "a payload is longer than it may be")
    }
    check(
      reading.messages.isEmpty || reading.hasOpened, "a message is taken before the handshake ended"
    )
    if curve != nil, end == .server {
      check(
        !reading.hasOpened || reading.keys == [client.long.publicKey],
        "a handshake ends without the key that was proved")
    }
    guard curve == nil || piece.isMultiple(of: 4) else { return }
    let pieces = Fed(at: end, curve: curve, payloadBytesMax: payloadBytesMax)
    pieces.take(bytes, piece: piece)
    check(pieces.reading == reading, "what bytes mean depends on how they come")
  }
}
