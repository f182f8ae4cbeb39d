import Testing
import ZMTPPeers

@testable import ZMTP

/// A worker's end: against bytes written down from RFC 37, with keys against a server written down from
/// RFC 26, and against the server's end. Connections with libzmq are end-to-end tests.
struct WorkerConnectionTests {
  private static let server = CurveClient.pair(20)
  private static let worker = CurveClient.pair(21)
  private static let random = Peer.bytes(ZMTPConnection.CurveKeys.randomBytes, seed: 3)

  private static func workerKeys(
    serverKey: [UInt8] = server.publicKey
  ) -> ZMTPConnection.CurveKeys {
    ZMTPConnection.CurveKeys(
      publicKey: worker.publicKey, secretKey: worker.secretKey, serverKey: serverKey,
      random: random)
  }

  private static func opened(payloadBytesMax: Int? = nil) -> Fed {
    let fed = Fed(at: .worker, payloadBytesMax: payloadBytesMax)
    fed.take(Peer.greeting() + Peer.ready(type: "ROUTER"))
    fed.reading.output = []
    return fed
  }

  /// Lets both ends hear each other until neither has more to say.
  private static func talk(_ worker: Fed, _ server: Fed, piece: Int = .max) {
    worker.reading.output += worker.takeOutput()
    server.reading.output += server.takeOutput()
    while !worker.reading.output.isEmpty || !server.reading.output.isEmpty {
      let (toServer, toWorker) = (worker.reading.output, server.reading.output)
      (worker.reading.output, server.reading.output) = ([], [])
      server.take(toServer, piece: piece)
      worker.take(toWorker, piece: piece)
    }
  }

  @Test func `a worker greets as a DEALER, and opens for a ROUTER`() {
    let fed = Fed(at: .worker)
    #expect(fed.takeOutput() == Peer.greeting())
    fed.take(Peer.greeting())
    #expect(fed.reading.output == Peer.ready(type: "DEALER"))
    #expect(!fed.reading.hasOpened)
    fed.take(Peer.ready(type: "ROUTER"))
    #expect(fed.reading.hasOpened && fed.reading.violation == nil)
  }

  static let badHandshakes: [Offer] = [
    Offer(Array("HTTP/1.1".utf8), .notZMTP),
    Offer(Peer.greeting(mechanism: "CURVE"), .otherMechanism),
    // Itself: a system may connect a socket to its own port.
    Offer(Peer.greeting() + Peer.ready(type: "DEALER"), .otherSocketType),
    Offer(Peer.greeting() + Peer.frame([1]), .badFrame),
    Offer(
      Peer.greeting() + Peer.frame([5] + Array("ERROR".utf8) + [3] + Array("400".utf8), flags: 4),
      .notAuthorized),
    Offer(Peer.greeting() + [6, 0, 0, 0, 0, 0, 0, 2, 1], .tooLong),
  ]

  @Test(arguments: badHandshakes)
  func `a handshake that is none`(offer: Offer) {
    for piece in [1, Int.max] {
      let fed = Fed(at: .worker)
      fed.take(offer.bytes, piece: piece)
      #expect(fed.reading.violation == offer.violation)
      #expect(!fed.reading.hasOpened)
    }
  }

  /// The bounds are those of a server's connection.
  @Test(arguments: PlainConnectionTests.badLengths)
  func `lengths and parts are checked as soon as they are said`(offer: Offer) {
    let fed = Self.opened()
    fed.take(offer.bytes)
    #expect(fed.reading.violation == offer.violation)
    #expect(fed.reading.messages.isEmpty)
  }

  @Test func `a message of parts without end is over with its third`() {
    let fed = Self.opened(payloadBytesMax: 5000)
    fed.take(Peer.frame([1], flags: 1) + Peer.frame([2], flags: 1))
    #expect(fed.reading.violation == .tooManyParts)
  }

  @Test(arguments: [1, 50, Int.max])
  func `keys: a server by the RFC understands the worker, and the other way`(piece: Int) throws {
    let fed = Fed(at: .worker, curve: Self.workerKeys(), payloadBytesMax: 5000)
    var server = CurveServer(Self.server)
    #expect(fed.takeOutput() == Peer.greeting(mechanism: "CURVE"))
    fed.take(Peer.greeting(mechanism: "CURVE"), piece: piece)
    let hello = fed.reading.output
    fed.reading.output = []
    let welcome = server.welcome(hello)
    fed.take(try #require(welcome), piece: piece)
    let initiate = fed.reading.output
    fed.reading.output = []
    let answer = server.ready(initiate)
    let ready = try #require(answer)
    #expect(server.client?.publicKey == Self.worker.publicKey)
    #expect(server.client?.metadata == Peer.metadata(type: "DEALER"))
    fed.take(ready, piece: piece)
    #expect(fed.reading.hasOpened && fed.reading.output.isEmpty)

    let payload = Peer.bytes(5000)
    fed.take(
      server.message([1, 2]) + server.message([3], flags: 1) + server.message(payload),
      piece: piece)
    #expect(fed.reading.violation == nil)
    #expect(
      fed.reading.messages == [.init(head: [1, 2]), .init(head: [3], payload: payload)])
    // A frame of 1 + 33 bytes with the flag that more follows, and one of 200 + 33.
    let sent = fed.message([9], Peer.bytes(200))
    #expect(sent.count == 2 + 34 + 2 + 233)
    #expect(server.open(Array(sent[2..<36])) == [1, 9])
    #expect(server.open(Array(sent[38...])) == [0] + Peer.bytes(200))
  }

  @Test(arguments: [1, 50, Int.max])
  func `keys: both ends come to know each other, and are understood`(piece: Int) throws {
    let worker = Fed(at: .worker, curve: Self.workerKeys(), payloadBytesMax: 5000)
    let server = Fed(
      curve: .init(secretKey: Self.server.secretKey, random: Peer.bytes(96, seed: 9)),
      payloadBytesMax: 5000)
    Self.talk(worker, server, piece: piece)
    #expect(worker.reading.hasOpened && server.reading.hasOpened)
    #expect(server.reading.keys == [Self.worker.publicKey])
    for (from, to) in [(worker, server), (server, worker)] {
      for round in 0..<3 {
        let payload = Peer.bytes(300 * round)
        let sent = from.message([9, UInt8(round)], payload)
        to.take(sent, piece: piece)
        #expect(to.reading.violation == nil)
        #expect(to.reading.messages.last == .init(head: [9, UInt8(round)], payload: payload))
        // No end takes for the other's what it has sent itself.
        #expect(to.reading.messages.count == round + 1)
      }
      from.connection.ping(timeToLive: 7)
      to.take(from.takeOutput(), piece: piece)
      #expect(to.peerTimeToLive == 7 && !to.reading.output.isEmpty)
      from.take(to.reading.output)
      #expect(from.reading.violation == nil)
      (from.reading.output, to.reading.output) = ([], [])
    }
    // What a worker has sent comes back: no server has encrypted it.
    worker.take(worker.message([1], []))
    #expect(worker.reading.violation == .cannotOpen)
  }

  /// HELLO's box is for the owner of the key that the worker was given.
  @Test func `keys: another server can't open the first word`() {
    let worker = Fed(
      at: .worker, curve: Self.workerKeys(serverKey: CurveClient.pair(30).publicKey))
    let server = Fed(curve: .init(secretKey: Self.server.secretKey, random: Self.random))
    Self.talk(worker, server)
    #expect(server.reading.violation == .cannotOpen)
    #expect(!worker.reading.hasOpened && worker.connection.isInHandshake)
  }

  @Test func `keys: the server rejects a worker whose key is not authorized`() {
    let worker = Fed(at: .worker, curve: Self.workerKeys())
    let server = Fed(curve: .init(secretKey: Self.server.secretKey, random: Self.random))
    server.authorizes = false
    Self.talk(worker, server)
    #expect(server.reading.violation == .notAuthorized)
    #expect(worker.reading.violation == .notAuthorized)
  }

  /// A server that has not the worker's server's key can't answer HELLO: any byte of WELCOME or READY
  /// that is another ends the connection.
  @Test func `keys: damage in the server's commands ends the handshake`() {
    for place in stride(from: 0, to: 168, by: 7) {
      let worker = Fed(at: .worker, curve: Self.workerKeys())
      let server = Fed(curve: .init(secretKey: Self.server.secretKey, random: Self.random))
      server.take(worker.takeOutput())
      worker.take(server.reading.output)
      server.reading.output = []
      server.take(worker.reading.output)
      var welcome = server.reading.output
      #expect(welcome.count == 2 + 168)
      welcome[2 + place] ^= 0x10
      worker.take(welcome)
      #expect(!worker.reading.hasOpened)
      #expect(worker.reading.violation == (place < 8 ? .badCommand : .cannotOpen), "\(place)")
    }
  }

  @Test func `a server without keys is not spoken to by a worker with keys`() {
    let fed = Fed(at: .worker, curve: Self.workerKeys())
    fed.take(Peer.greeting())
    #expect(fed.reading.violation == .otherMechanism)
  }
}
