import Testing
import ZMTPPeers

@testable import ZMTP

/// A connection with keys, and a client that is written down from the RFC.
struct CurveConnectionTests {
  private static let server = CurveClient.pair(20)
  private static let keys = ZMTPConnection.CurveKeys(
    secretKey: server.secretKey, random: Peer.bytes(ZMTPConnection.CurveKeys.randomBytes))

  /// A client and a server that have come to know each other.
  private static func opened(payloadBytesMax: Int? = nil) throws -> (CurveClient, Fed) {
    var client = CurveClient(serverKey: server.publicKey)
    let fed = Fed(curve: keys, payloadBytesMax: payloadBytesMax)
    fed.take(Peer.greeting(mechanism: "CURVE"))
    fed.reading.output = []
    fed.take(client.hello())
    fed.take(try client.initiated(fed.reading.output))
    return (client, fed)
  }

  @Test func `the server says that it is one, and by which keys`() {
    let fed = Fed(curve: Self.keys)
    var greeting = Peer.greeting(mechanism: "CURVE")
    greeting[32] = 1
    #expect(fed.takeOutput() == greeting)
    fed.take(Peer.greeting())
    #expect(fed.reading.violation == .otherMechanism)
  }

  @Test(arguments: [1, 50, Int.max])
  func `the client's key is asked about, and it is told`(piece: Int) throws {
    var client = CurveClient(serverKey: Self.server.publicKey)
    let fed = Fed(curve: Self.keys)
    fed.take(Peer.greeting(mechanism: "CURVE"))
    fed.reading.output = []
    fed.take(client.hello(), piece: piece)
    let welcome = fed.reading.output
    fed.reading.output = []
    fed.take(try client.initiated(welcome), piece: piece)
    #expect(fed.reading.keys == [client.long.publicKey])
    #expect(fed.reading.hasOpened)
    // READY: its name, a nonce, and the metadata in a box.
    let ready = Array(fed.reading.output.dropFirst(2))
    #expect(Array(ready[..<6]) == [UInt8]([5] + Array("READY".utf8)))
    let metadata = CurveClient.open(
      Array(ready[14...]), Array("CurveZMQREADY---".utf8) + ready[6..<14],
      from: client.serverShort, by: client.short.secretKey)
    #expect(metadata == Peer.metadata(type: "ROUTER"))
  }

  @Test func `who is not authorized is told so`() throws {
    var client = CurveClient(serverKey: Self.server.publicKey)
    let fed = Fed(curve: Self.keys)
    fed.authorizes = false
    fed.take(Peer.greeting(mechanism: "CURVE"))
    fed.reading.output = []
    fed.take(client.hello())
    let welcome = fed.reading.output
    fed.reading.output = []
    fed.take(try client.initiated(welcome))
    #expect(fed.reading.violation == .notAuthorized)
    #expect(
      fed.reading.output
        == Peer.frame([5] + Array("ERROR".utf8) + [3] + Array("400".utf8), flags: 4))
    #expect(!fed.isOpen)
  }

  @Test(arguments: [1, 33, Int.max])
  func `messages are decrypted, and payloads where they lie`(piece: Int) throws {
    let (opened, fed) = try Self.opened(payloadBytesMax: 5000)
    var client = opened
    let payload = Peer.bytes(5000)
    fed.take(
      client.message([1, 2]) + client.message([3], flags: 1) + client.message([4])
        + client.message([5], flags: 1) + client.message(payload), piece: piece)
    #expect(fed.reading.violation == nil)
    #expect(
      fed.reading.messages == [
        .init(head: [1, 2]), .init(head: [3], payload: [4]), .init(head: [5], payload: payload),
      ])
  }

  @Test func `what is sent can be opened by the client alone`() throws {
    let (opened, fed) = try Self.opened()
    var client = opened
    fed.reading.output = []
    let ping = [UInt8]([4] + Array("PING".utf8) + [0, 7, 1, 2])
    fed.take(client.message(ping, flags: 2))
    let pong = try #require(client.open(Array(fed.reading.output.dropFirst(2))))
    #expect(pong == [2] + [4] + Array("PONG".utf8) + [1, 2])
    #expect(fed.peerTimeToLive == 7)

    var head: [UInt8] = [0xEE, 8, 9]
    var target = [UInt8](repeating: 0, count: ZMTPConnection.headFrameBytesMax(2))
    let headCount = head.withUnsafeMutableBytes { head in
      target.withUnsafeMutableBytes {
        fed.connection.encodeHead(
          head.baseAddress!, count: 2, payloadBytes: 300, to: $0.baseAddress!)
      }
    }
    // A header of two bytes, 33 bytes more than the content, and the flag that more follows.
    #expect(headCount == 2 + 33 + 2 && target[..<2] == [0, 35])
    #expect(client.open(Array(target[2..<headCount])) == [1, 8, 9])
    let payload = [0] + Peer.bytes(300)
    var sealed = [UInt8](repeating: 0, count: 300 + ZMTPConnection.payloadOverheadMax)
    let count = sealed.withUnsafeMutableBytes { target in
      payload.withUnsafeBytes {
        fed.connection.sealPayload($0.baseAddress!, count: 300, to: target.baseAddress!)
      }
    }
    #expect(count == 9 + 33 + 300 && sealed[..<9] == [2, 0, 0, 0, 0, 0, 0, 1, 77])
    #expect(client.open(Array(sealed[9..<count])) == payload)
  }

  @Test func `copies, damage, and what is not encrypted end the connection`() throws {
    for attempt in 0..<5 {
      let (opened, fed) = try Self.opened(payloadBytesMax: 5000)
      var client = opened
      let good = client.message([1])
      fed.take(good)
      #expect(fed.reading.messages.count == 1)
      switch attempt {
      case 0:
        fed.take(good)
        #expect(fed.reading.violation == .repeatedNonce)
      case 1:
        var damaged = client.message([2])
        damaged[damaged.count - 1] ^= 1
        fed.take(damaged)
        #expect(fed.reading.violation == .cannotOpen)
      case 2:
        fed.take(Peer.message(Peer.bytes(40)))
        #expect(fed.reading.violation == .badCommand)
      case 3:
        // Damage in a payload that was received elsewhere.
        var damaged = client.message(Peer.bytes(5000))
        damaged[3000] ^= 1
        fed.take(client.message([1], flags: 1) + damaged)
        #expect(fed.reading.violation == .repeatedNonce || fed.reading.violation == .cannotOpen)
      default:
        fed.take(
          client.message([1], flags: 1) + client.message(Peer.bytes(4000), flags: 1))
        #expect(fed.reading.violation == .tooManyParts)
      }
      #expect(fed.reading.messages.count == 1)
    }
  }

  @Test func `another server's client, and a vouch for another connection`() throws {
    var other = CurveClient(serverKey: CurveClient.pair(30).publicKey)
    let fed = Fed(curve: Self.keys)
    fed.take(Peer.greeting(mechanism: "CURVE") + other.hello())
    #expect(fed.reading.violation == .cannotOpen)

    for (type, vouchedFor, violation) in [
      ("DEALER", CurveClient.pair(31).publicKey, ProtocolViolation.cannotOpen),
      ("PUB", nil, .otherSocketType),
    ] {
      var client = CurveClient(serverKey: Self.server.publicKey)
      let fed = Fed(curve: Self.keys)
      fed.take(Peer.greeting(mechanism: "CURVE"))
      fed.reading.output = []
      fed.take(client.hello())
      fed.take(
        try client.initiated(fed.reading.output, type: type, vouchFor: vouchedFor))
      #expect(fed.reading.violation == violation)
      #expect(fed.reading.keys.isEmpty)
    }
  }

  /// A cookie of another connection of the same server, and commands out of order.
  @Test func `steps of another handshake`() throws {
    var client = CurveClient(serverKey: Self.server.publicKey)
    let otherKeys = ZMTPConnection.CurveKeys(
      secretKey: Self.server.secretKey,
      random: Peer.bytes(ZMTPConnection.CurveKeys.randomBytes, seed: 77))
    let first = Fed(curve: otherKeys)
    first.take(Peer.greeting(mechanism: "CURVE"))
    first.reading.output = []
    let hello = client.hello()
    first.take(hello)
    let initiate = try client.initiated(first.reading.output)
    let second = Fed(curve: Self.keys)
    second.take(Peer.greeting(mechanism: "CURVE") + hello + initiate)
    #expect(second.reading.violation == .cannotOpen)
    let third = Fed(curve: Self.keys)
    third.take(Peer.greeting(mechanism: "CURVE") + initiate)
    #expect(third.reading.violation == .badCommand)
    let fourth = Fed(curve: Self.keys)
    fourth.take(Peer.greeting(mechanism: "CURVE") + hello + hello)
    #expect(fourth.reading.violation == .badCommand)
  }

  /// Whatever stands at any place of a handshake, nothing but a violation or silence follows.
  @Test func `any byte of a handshake turned over`() throws {
    var client = CurveClient(serverKey: Self.server.publicKey)
    let start = Peer.greeting(mechanism: "CURVE") + client.hello()
    for place in start.indices where ![11, 32].contains(place) {
      // What libzmq does not look at either: the signature's filling, the minor version, being a
      // server, the rest of the greeting, and the hello's padding.
      if (1..<9).contains(place) || (32..<64).contains(place) { continue }
      if (74..<146).contains(place) { continue }
      var turned = start
      turned[place] ^= 0x10
      let fed = Fed(curve: Self.keys)
      fed.take(turned)
      #expect(
        // The signature's end has one bit that counts, a higher version is taken for 3.1, and a longer
        // frame's end is awaited.
        fed.reading.violation != nil || [9, 10, 65].contains(place), "the byte at \(place)")
      #expect(!fed.reading.hasOpened && fed.reading.keys.isEmpty)
    }
  }
}
