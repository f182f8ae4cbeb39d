@testable import Wire

import Coordination
import Testing

@Suite("Bytes that are no frame")
struct BadFrameTests {
  @Test("of a worker, cut short anywhere, are refused")
  func truncatedWorkers() {
    for (message, bytes) in FrameBytesTests.fromWorkers {
      for length in 0..<bytes.count {
        #expect(throws: FrameError.self) {
          try decodedWorker(Array(bytes[..<length]), payload: payload(of: message))
        }
      }
    }
  }

  @Test("of the server, cut short anywhere, are refused")
  func truncatedServer() {
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      for length in 0..<bytes.count {
        #expect(throws: FrameError.self) {
          try decodedServer(
            Array(bytes[..<length]), payload: withParameters ? examplePayload : nil)
        }
      }
    }
  }

  @Test("with bytes behind them are refused")
  func trailing() {
    for (message, bytes) in FrameBytesTests.fromWorkers {
      #expect(throws: FrameError.trailing(bytes: 2)) {
        try decodedWorker(sealed(bytes.dropLast(8) + [0, 0]), payload: payload(of: message))
      }
    }
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      #expect(throws: FrameError.trailing(bytes: 1)) {
        try decodedServer(
          sealed(bytes.dropLast(8) + [0]), payload: withParameters ? examplePayload : nil)
      }
    }
  }

  @Test("with any one byte changed are found to be damaged")
  func damagedHeads() {
    for (message, bytes) in FrameBytesTests.fromWorkers {
      Self.forEachChange(of: bytes) { damaged, position in
        #expect(throws: Self.error(ofDamageAt: position, damaged)) {
          try decodedWorker(damaged, payload: payload(of: message))
        }
      }
    }
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      Self.forEachChange(of: bytes) { damaged, position in
        #expect(throws: Self.error(ofDamageAt: position, damaged)) {
          try decodedServer(damaged, payload: withParameters ? examplePayload : nil)
        }
      }
    }
  }

  private static func forEachChange(of bytes: [UInt8], _ body: ([UInt8], Int) -> Void) {
    var damaged = bytes
    for position in bytes.indices {
      for value in 0...255 as ClosedRange<UInt8> where value != bytes[position] {
        damaged[position] = value
        body(damaged, position)
      }
      damaged[position] = bytes[position]
    }
  }

  /// What is in front of the checksum's protection says for itself what is wrong.
  private static func error(ofDamageAt position: Int, _ bytes: [UInt8]) -> FrameError {
    switch position {
    case 0..<4: .notLockstep
    case 4..<6: .protocolVersion(UInt16(bytes[4]) | UInt16(bytes[5]) << 8)
    default: .damagedHead
    }
  }

  @Test("with a payload of which any bit was turned over are found to be damaged")
  func damagedPayloads() throws {
    let push = WorkerMessage.push(
      Push(step: 1, version: 1, node: TreeNode(level: 0, index: 0), lossSum: 1))
    let order = WorkOrder(number: 1, kind: .gradient, step: 1, version: 1, units: 0..<1)
    let fromWorker = encoded(push, FrameBytesTests.envelope)
    let fromServer = encoded(.work(order), FrameBytesTests.envelope, withParameters: true)
    var payload = examplePayload
    for bit in 0..<8 * payload.count {
      payload[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: FrameError.damagedPayload) {
        try decodedWorker(fromWorker, payload: payload)
      }
      #expect(throws: FrameError.damagedPayload) {
        try decodedServer(fromServer, payload: payload)
      }
      payload[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    #expect(try decodedWorker(fromWorker, payload: payload).0 == push)
    #expect(try decodedServer(fromServer, payload: payload).0 == .work(order))
  }

  /// Someone who makes up frames makes up their checksum, too. A message that was decoded from such
  /// bytes has to be the one that they say, and nothing may trap.
  @Test("with any one byte changed, sealed again, are refused in words, or say something else")
  func forged() throws {
    var refused = 0
    func look(_ body: () throws -> Void) rethrows {
      do {
        try body()
      } catch let error as FrameError {
        refused += 1
        #expect(!error.description.isEmpty && !error.description.contains("\n"))
      }
    }
    for (message, bytes) in FrameBytesTests.fromWorkers {
      try Self.forEachForgery(of: bytes) { forged in
        try look {
          let (other, envelope) = try decodedWorker(forged, payload: payload(of: message))
          #expect(encoded(other, envelope) == forged)
        }
      }
    }
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      try Self.forEachForgery(of: bytes) { forged in
        try look {
          let (other, envelope) = try decodedServer(
            forged, payload: withParameters ? examplePayload : nil)
          #expect(encoded(other, envelope, withParameters: withParameters) == forged)
        }
      }
    }
    // At the least every change of the first eight bytes but to another kind.
    #expect(refused > 14 * 7 * 255)
  }

  private static func forEachForgery(
    of bytes: [UInt8], _ body: ([UInt8]) throws -> Void
  ) rethrows {
    var forged = Array(bytes.dropLast(8))
    for position in forged.indices {
      let before = forged[position]
      for value in 0...255 as ClosedRange<UInt8> where value != before {
        forged[position] = value
        try body(sealed(forged))
      }
      forged[position] = before
    }
  }

  @Test("of noise never trap", arguments: 0..<4 as Range<UInt64>)
  func noise(_ seed: UInt64) {
    var random = RandomMessage(seed: seed)
    for _ in 0..<5000 {
      let kind: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 65, 66, 67, 68, 69, 70, 71]
      var bytes = FrameBytesTests.head(kind[random.below(kind.count)])
      for _ in 0..<random.below(60) {
        bytes.append(random.below(2) == 0 ? 0 : UInt8(truncatingIfNeeded: random.next()))
      }
      bytes = sealed(bytes)
      if let (message, envelope) = try? decodedWorker(bytes, payload: nil) {
        #expect(encoded(message, envelope) == bytes)
      }
      if let (message, envelope) = try? decodedServer(bytes, payload: nil) {
        #expect(encoded(message, envelope) == bytes)
      }
    }
  }

  @Test("have payloads only where they belong, as long as θ")
  func payloads() {
    for (message, bytes) in FrameBytesTests.fromWorkers {
      let right = payload(of: message)?.count
      for length in [nil, 0, 399, 400, 404] as [Int?] where length != right {
        #expect(throws: FrameError.payload(bytes: length, expected: right)) {
          try decodedWorker(bytes, payload: length.map { [UInt8](repeating: 0, count: $0) })
        }
      }
    }
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      let right = withParameters ? exampleParameterBytes : nil
      for length in [nil, 0, 399, 400, 404] as [Int?] where length != right {
        #expect(throws: FrameError.payload(bytes: length, expected: right)) {
          try decodedServer(bytes, payload: length.map { [UInt8](repeating: 0, count: $0) })
        }
      }
      // θ comes before the job is known.
      if withParameters {
        #expect(throws: FrameError.self) {
          try decodedServer(bytes, payload: examplePayload, parameterBytes: nil)
        }
        #expect(throws: FrameError.self) {
          try decodedServer(bytes, payload: nil, parameterBytes: nil)
        }
      }
    }
  }

  @Test("are told apart")
  func reasons() {
    let heartbeat = FrameBytesTests.head(6)
    func with(_ position: Int, _ value: UInt8, _ rest: [UInt8] = []) -> [UInt8] {
      var bytes = heartbeat + rest
      bytes[position] = value
      return sealed(bytes)
    }
    #expect(throws: FrameError.notLockstep) { try decodedWorker(with(0, 0)) }
    #expect(throws: FrameError.protocolVersion(1)) { try decodedWorker(with(4, 1)) }
    #expect(throws: FrameError.unknownKind(0)) { try decodedWorker(with(6, 0)) }
    #expect(throws: FrameError.unknownKind(9)) { try decodedWorker(with(6, 9)) }
    #expect(throws: FrameError.unknownKind(68)) { try decodedWorker(with(6, 68)) }
    #expect(throws: FrameError.unknownKind(6)) { try decodedServer(sealed(heartbeat)) }
    #expect(throws: FrameError.outOfRange("a reserved byte")) { try decodedWorker(with(7, 1)) }
    #expect(throws: FrameError.outOfRange("a reserved word")) { try decodedWorker(with(15, 1)) }
    #expect(throws: FrameError.truncated(needed: 14, left: 3)) {
      try decodedWorker([0x4C, 0x4B, 0x53])
    }
  }

  @Test("may not give a reason that there is not")
  func unknownReasons() {
    // Of each message with a reason, the first number that means nothing.
    let workers: [(kind: UInt8, codes: [UInt8])] = [
      (3, [6]), (3, [4, 8]), (7, [4]), (7, [3, 8]),
    ]
    for (kind, codes) in workers {
      #expect(throws: FrameError.outOfRange("the reason \(codes.last ?? 0)")) {
        try decodedWorker(sealed(FrameBytesTests.head(kind) + codes))
      }
    }
    let servers: [(kind: UInt8, codes: [UInt8])] = [
      (66, [7]), (71, [255]), (70, [4]), (70, [1, 6]), (70, [2, 8]), (70, [3, 7]),
    ]
    for (kind, codes) in servers {
      #expect(throws: FrameError.outOfRange("the reason \(codes.last ?? 0)")) {
        try decodedServer(sealed(FrameBytesTests.head(kind) + codes))
      }
    }
    #expect(throws: FrameError.outOfRange("the part of the data 3")) {
      try decodedServer(
        sealed(FrameBytesTests.head(66) + [2, 3] + [UInt8](repeating: 0, count: 16)))
    }
    #expect(throws: FrameError.outOfRange("the kind of number 3")) {
      try decodedServer(
        sealed(FrameBytesTests.head(70) + [3, 3, 3] + [UInt8](repeating: 0, count: 16)))
    }
  }

  @Test("may not say more than a text can hold, or other than text")
  func texts() {
    // In words of its own.
    let goodbye = FrameBytesTests.head(7) + [0]
    func count(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> UInt32(8 * $0) & 255) } }
    let longest = [UInt8](repeating: 0x61, count: Limits.textBytesMax)
    #expect(throws: Never.self) { try decodedWorker(sealed(goodbye + count(4096) + longest)) }
    #expect(throws: FrameError.textTooLong(bytes: 4097, maximum: 4096)) {
      try decodedWorker(sealed(goodbye + count(4097) + longest + [0x61]))
    }
    #expect(throws: FrameError.textTooLong(bytes: 4_294_967_295, maximum: 4096)) {
      try decodedWorker(sealed(goodbye + count(.max)))
    }
    #expect(throws: FrameError.truncated(needed: 4, left: 3)) {
      try decodedWorker(sealed(goodbye + count(4) + [0x61, 0x61, 0x61]))
    }
    #expect(throws: FrameError.notText) { try decodedWorker(sealed(goodbye + count(1) + [0xFF])) }
    let welcome = FrameBytesTests.head(65) + count(8) + [UInt8](repeating: 0, count: 8)
    #expect(throws: FrameError.textTooLong(bytes: 1 << 20 + 1, maximum: 1 << 20)) {
      try decodedServer(sealed(welcome + count(1 << 20 + 1)))
    }
  }

  @Test("say hello with names that are no longer than names are")
  func helloNames() {
    func text(_ length: Int) -> [UInt8] {
      [UInt8(length & 255), UInt8(length >> 8), 0, 0] + [UInt8](repeating: 0x61, count: length)
    }
    func hello(_ lengths: [Int]) -> [UInt8] {
      sealed(lengths.reduce(FrameBytesTests.head(1)) { $0 + text($1) })
    }
    #expect(throws: Never.self) { try decodedWorker(hello([128, 255, 64])) }
    for (lengths, maximum) in [([129, 0, 0], 128), ([0, 256, 0], 255), ([0, 0, 65], 64)] {
      #expect(throws: FrameError.textTooLong(bytes: maximum + 1, maximum: maximum)) {
        try decodedWorker(hello(lengths))
      }
    }
    #expect(throws: FrameError.textTooLong(bytes: 4096, maximum: 128)) {
      try decodedWorker(hello([4096, 4, 4]))
    }
  }

  @Test("may not name what can't be", arguments: [0, 1025, UInt32.max])
  func microBatches(_ count: UInt32) {
    let bytes = (0..<4).map { UInt8(count >> UInt32(8 * $0) & 255) }
    #expect(throws: FrameError.outOfRange("the number of micro-batches \(count)")) {
      try decodedServer(sealed(FrameBytesTests.head(65) + bytes + [0, 0, 0, 0]))
    }
  }

  @Test("may not order nothing, backwards, or of an unknown kind")
  func orders() {
    func order(_ first: UInt8, _ end: UInt8, _ kind: UInt8, _ flag: UInt8) -> [UInt8] {
      sealed(
        FrameBytesTests.head(67) + [UInt8](repeating: 0, count: 20)
          + [first, 0, 0, 0, end, 0, 0, 0, kind, flag])
    }
    #expect(throws: Never.self) { try decodedServer(order(1, 2, 1, 0)) }
    #expect(throws: FrameError.outOfRange("the range of units 2..<2")) {
      try decodedServer(order(2, 2, 1, 0))
    }
    #expect(throws: FrameError.outOfRange("the range of units 3..<2")) {
      try decodedServer(order(3, 2, 1, 0))
    }
    #expect(throws: FrameError.outOfRange("the kind of work 3")) {
      try decodedServer(order(1, 2, 3, 0))
    }
    for flags: UInt8 in [2, 4, 5, 255] {
      #expect(throws: FrameError.outOfRange("the order's flags \(flags)")) {
        try decodedServer(order(1, 2, 1, flags))
      }
    }
  }

  @Test("may not name a node that no tree has", arguments: [(11, 0), (255, 0), (0, 1024)])
  func nodes(_ level: UInt8, _ index: UInt32) {
    let push = Push(
      step: 0, version: 0, node: TreeNode(level: level, index: index), lossSum: 0)
    #expect(throws: FrameError.outOfRange("the tree node \(level).\(index)")) {
      try decodedWorker(
        encoded(.push(push), FrameBytesTests.envelope), payload: examplePayload)
    }
  }
}
