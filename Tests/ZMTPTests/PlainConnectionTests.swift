import Testing
import ZMTPPeers

@testable import ZMTP

/// Bytes, and what they are against.
struct Offer: Sendable {
  let bytes: [UInt8]
  let violation: ProtocolViolation?

  init(_ bytes: [UInt8], _ violation: ProtocolViolation?) {
    (self.bytes, self.violation) = (bytes, violation)
  }
}

/// A connection without keys.
struct PlainConnectionTests {
  private static func opened(payloadBytesMax: Int? = nil) -> Fed {
    let fed = Fed(payloadBytesMax: payloadBytesMax)
    fed.take(Peer.greeting() + Peer.ready())
    fed.reading.output = []
    return fed
  }

  @Test func `the server greets, and says what it is once it is greeted`() {
    let fed = Fed()
    #expect(fed.takeOutput() == Peer.greeting())
    fed.take(Peer.greeting())
    #expect(fed.reading.output == Peer.ready(type: "ROUTER"))
    #expect(!fed.reading.hasOpened)
    fed.take(Peer.ready(identity: [0, 0x6B, 0x8B, 0x45, 0x68]))
    #expect(fed.reading.hasOpened && fed.reading.violation == nil)
  }

  @Test(arguments: [1, 2, 3, 7, 64, 65, 1000])
  func `bytes may come in any pieces`(piece: Int) {
    let payload = Peer.bytes(5000)
    let fed = Fed(payloadBytesMax: 5000)
    fed.take(
      Peer.greeting() + Peer.ready() + Peer.message([1, 2, 3]) + Peer.message([4], [5, 6])
        + Peer.message(Peer.bytes(300), payload) + Peer.message([], []) + Peer.message([7]),
      piece: piece)
    #expect(fed.reading.violation == nil)
    #expect(
      fed.reading.messages == [
        .init(head: [1, 2, 3]), .init(head: [4], payload: [5, 6]),
        .init(head: Peer.bytes(300), payload: payload), .init(head: [], payload: []),
        .init(head: [7]),
      ])
    #expect(!fed.isUnfinished)
  }

  static let badLengths: [Offer] = [
    Offer([2, 0, 0, 0, 0, 0, 0, 3, 0xE9], ProtocolViolation.tooLong),
    Offer([3, 0, 0, 0, 0, 0, 0, 3, 0xE9], .tooLong), Offer([4, 0xFF], nil),
    Offer([6, 0, 0, 0, 0, 0, 0, 2, 1], .tooLong),
    // A second part: 100 bytes at most where nothing more is allowed, and not another.
    Offer([1, 1, 9, 0, 100], nil), Offer([1, 1, 9, 0, 101], .tooLong),
    Offer([1, 1, 9, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .tooLong),
    Offer([1, 1, 9, 1, 1], .tooManyParts), Offer([1, 0, 1, 0], .tooManyParts),
  ]

  static let badHandshakes: [Offer] = [
    Offer([0x47], ProtocolViolation.notZMTP),
    Offer([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7E], .notZMTP),
    Offer(Peer.greeting(major: 1), .notZMTP),
    Offer(Peer.greeting(mechanism: "CURVE"), .otherMechanism),
    Offer(Peer.greeting(mechanism: "NULLS"), .otherMechanism),
    // A message, or a part of one, before the handshake is over.
    Offer(Peer.greeting() + Peer.frame([1]), .badFrame),
    Offer(Peer.greeting() + Peer.frame([1], flags: 1), .badFrame),
    Offer(Peer.greeting() + Peer.frame([1], flags: 5), .badFrame),
    Offer(Peer.greeting() + [0x80], nil), Offer(Peer.greeting() + [0x80, 1], .badFrame),
    Offer(Peer.greeting() + Peer.frame([], flags: 4), .badCommand),
    Offer(Peer.greeting() + Peer.frame([5] + Array("HELLO".utf8), flags: 4), .badCommand),
    Offer(Peer.greeting() + [6, 0, 0, 0, 0, 0, 0, 2, 1], .tooLong),
    Offer(Peer.greeting() + [6, 0x80, 0, 0, 0, 0, 0, 0, 0], .badFrame),
    Offer(Peer.greeting() + Peer.ready(type: "PUB"), .otherSocketType),
    Offer(
      Peer.greeting() + Peer.frame([5] + Array("READY".utf8) + [200, 1], flags: 4), .badCommand),
  ]

  @Test(arguments: badHandshakes)
  func `a handshake that is none`(offer: Offer) {
    for piece in [1, Int.max] {
      let fed = Fed()
      fed.take(offer.bytes, piece: piece)
      #expect(fed.reading.violation == offer.violation)
      #expect(!fed.reading.hasOpened)
    }
  }

  /// By the header, before any of the body is there.
  @Test(arguments: badLengths)
  func `lengths and parts are checked as soon as they are said`(offer: Offer) {
    let fed = Self.opened()
    fed.take(offer.bytes)
    #expect(fed.reading.violation == offer.violation)
    #expect(fed.reading.messages.isEmpty)
    #expect(offer.violation != nil || fed.isUnfinished)
  }

  @Test(arguments: [(2400, 2400, true), (2400, 2401, false), (2400, 101, true)])
  func `a payload may be as long as the job's`(allowed: Int, sent: Int, isTaken: Bool) {
    let fed = Self.opened(payloadBytesMax: allowed)
    fed.take(Peer.message([1], Peer.bytes(sent)))
    #expect(fed.reading.violation == (isTaken ? nil : .tooLong))
    #expect(fed.reading.messages.count == (isTaken ? 1 : 0))
  }

  @Test func `a ping is answered, also between the parts of a message`() {
    let fed = Self.opened()
    let ping = [UInt8](
      [4] + Array("PING".utf8) + [0, 100] + [UInt8](repeating: 0xAB, count: 16))
    fed.take(Peer.frame([1], flags: 1) + Peer.frame(ping, flags: 4) + Peer.frame([2]))
    let pong = [UInt8]([4] + Array("PONG".utf8) + [UInt8](repeating: 0xAB, count: 16))
    #expect(fed.reading.output == Peer.frame(pong, flags: 4))
    #expect(fed.reading.messages == [.init(head: [1], payload: [2])])
    #expect(fed.peerTimeToLive == 100)
    fed.take(Peer.frame(ping + [0], flags: 4))
    #expect(fed.reading.violation == .badCommand)
  }

  @Test func `what is sent has its frames`() {
    let fed = Self.opened()
    fed.connection.ping(timeToLive: 300)
    let ping = [UInt8]([4] + Array("PING".utf8) + [1, 44])
    #expect(fed.takeOutput() == Peer.frame(ping, flags: 4))
    let head = Peer.bytes(300)
    for payloadBytes in [nil, 0, 255, 70_000] {
      var room = [0] + head
      var target = [UInt8](
        repeating: 0, count: ZMTPConnection.headFrameBytesMax(head.count))
      let count = room.withUnsafeMutableBytes { head in
        target.withUnsafeMutableBytes {
          fed.connection.encodeHead(
            head.baseAddress!, count: 300, payloadBytes: payloadBytes, to: $0.baseAddress!)
        }
      }
      let frames = Peer.message(
        head, payloadBytes.map { [UInt8](repeating: 0, count: $0) })
      #expect(Array(target[..<count]) == Array(frames.dropLast(payloadBytes ?? 0)))
    }
  }
}
