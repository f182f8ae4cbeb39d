import Coordination
import Testing

@testable import Wire

@Suite("Bytes that are no frame")
struct BadFrameTests {
  @Test("of a worker, cut short anywhere, are refused")
  func truncatedWorkers() {
    for (message, bytes) in FrameBytesTests.fromWorkers {
      for length in 0..<bytes.count {
        #expect(throws: FrameError.self) {
          try decodedWorker(Array(bytes[..<length]), payload: payloadBytes(of: message))
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
            Array(bytes[..<length]), payload: withParameters ? exampleParameterBytes : nil)
        }
      }
    }
  }

  @Test("with bytes behind them are refused")
  func trailing() {
    for (message, bytes) in FrameBytesTests.fromWorkers {
      #expect(throws: FrameError.trailing(bytes: 2)) {
        try decodedWorker(bytes + [0, 0], payload: payloadBytes(of: message))
      }
    }
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      #expect(throws: FrameError.trailing(bytes: 1)) {
        try decodedServer(
          bytes + [0], payload: withParameters ? exampleParameterBytes : nil)
      }
    }
  }

  /// A message that was decoded from damaged bytes has to be the one that those bytes say, and
  /// nothing may trap.
  @Test("with any one byte changed are refused in words, or say something else")
  func corrupted() throws {
    var refused = 0
    for (message, bytes) in FrameBytesTests.fromWorkers {
      for position in bytes.indices {
        for value in 0...255 as ClosedRange<UInt8> where value != bytes[position] {
          var damaged = bytes
          damaged[position] = value
          do throws(FrameError) {
            let (other, envelope) = try decodedWorker(damaged, payload: payloadBytes(of: message))
            #expect(encoded(other, envelope) == damaged)
          } catch {
            refused += 1
            #expect(!error.description.isEmpty && !error.description.contains("\n"))
          }
        }
      }
    }
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      let payload = withParameters ? exampleParameterBytes : nil
      for position in bytes.indices {
        for value in 0...255 as ClosedRange<UInt8> where value != bytes[position] {
          var damaged = bytes
          damaged[position] = value
          do throws(FrameError) {
            let (other, envelope) = try decodedServer(damaged, payload: payload)
            #expect(encoded(other, envelope, withParameters: withParameters) == damaged)
          } catch {
            refused += 1
            #expect(!error.description.isEmpty && !error.description.contains("\n"))
          }
        }
      }
    }
    // At the least every change of the first eight bytes but to another kind.
    #expect(refused > 14 * 7 * 255)
  }

  @Test("of noise never trap", arguments: 0..<4 as Range<UInt64>)
  func noise(_ seed: UInt64) {
    var random = RandomMessage(seed: seed)
    for _ in 0..<5000 {
      let kind: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 65, 66, 67, 68, 69, 70]
      var bytes = FrameBytesTests.head(kind[random.below(kind.count)])
      for _ in 0..<random.below(60) {
        bytes.append(random.below(2) == 0 ? 0 : UInt8(truncatingIfNeeded: random.next()))
      }
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
      let right = payloadBytes(of: message)
      for payload in [nil, 0, 399, 400, 404] as [Int?] where payload != right {
        #expect(throws: FrameError.payload(bytes: payload, expected: right)) {
          try decodedWorker(bytes, payload: payload)
        }
      }
    }
    for (_, withParameters, bytes) in FrameBytesTests.fromTheServer {
      let right = withParameters ? exampleParameterBytes : nil
      for payload in [nil, 0, 399, 400, 404] as [Int?] where payload != right {
        #expect(throws: FrameError.payload(bytes: payload, expected: right)) {
          try decodedServer(bytes, payload: payload)
        }
      }
      // θ comes before the job is known.
      if withParameters {
        #expect(throws: FrameError.self) {
          try decodedServer(bytes, payload: exampleParameterBytes, parameterBytes: nil)
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
      return bytes
    }
    #expect(throws: FrameError.notLockstep) { try decodedWorker(with(0, 0)) }
    #expect(throws: FrameError.protocolVersion(2)) { try decodedWorker(with(4, 2)) }
    #expect(throws: FrameError.unknownKind(0)) { try decodedWorker(with(6, 0)) }
    #expect(throws: FrameError.unknownKind(8)) { try decodedWorker(with(6, 8)) }
    #expect(throws: FrameError.unknownKind(68)) { try decodedWorker(with(6, 68)) }
    #expect(throws: FrameError.unknownKind(6)) { try decodedServer(heartbeat) }
    #expect(throws: FrameError.outOfRange("a reserved byte")) { try decodedWorker(with(7, 1)) }
    #expect(throws: FrameError.outOfRange("a reserved word")) { try decodedWorker(with(15, 1)) }
    #expect(throws: FrameError.truncated(needed: 4, left: 3)) {
      try decodedWorker([0x4C, 0x4B, 0x53])
    }
  }

  @Test("may not say more than a text can hold, or other than text")
  func texts() {
    let goodbye = FrameBytesTests.head(7)
    func count(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> UInt32(8 * $0) & 255) } }
    let longest = [UInt8](repeating: 0x61, count: Limits.textBytesMax)
    #expect(throws: Never.self) { try decodedWorker(goodbye + count(4096) + longest) }
    #expect(throws: FrameError.textTooLong(bytes: 4097, maximum: 4096)) {
      try decodedWorker(goodbye + count(4097) + longest + [0x61])
    }
    #expect(throws: FrameError.textTooLong(bytes: 4_294_967_295, maximum: 4096)) {
      try decodedWorker(goodbye + count(.max))
    }
    #expect(throws: FrameError.truncated(needed: 4, left: 3)) {
      try decodedWorker(goodbye + count(4) + [0x61, 0x61, 0x61])
    }
    #expect(throws: FrameError.notText) { try decodedWorker(goodbye + count(1) + [0xFF]) }
    let welcome = FrameBytesTests.head(65) + count(8)
    #expect(throws: FrameError.textTooLong(bytes: 1 << 20 + 1, maximum: 1 << 20)) {
      try decodedServer(welcome + count(1 << 20 + 1))
    }
  }

  @Test("may not name what can't be", arguments: [0, 1025, UInt32.max])
  func microBatches(_ count: UInt32) {
    let bytes = (0..<4).map { UInt8(count >> UInt32(8 * $0) & 255) }
    #expect(throws: FrameError.outOfRange("the number of micro-batches \(count)")) {
      try decodedServer(FrameBytesTests.head(65) + bytes + [0, 0, 0, 0])
    }
  }

  @Test("may not order nothing, backwards, or of an unknown kind")
  func orders() {
    func order(_ first: UInt8, _ end: UInt8, _ kind: UInt8, _ flag: UInt8) -> [UInt8] {
      FrameBytesTests.head(67) + [UInt8](repeating: 0, count: 16)
        + [first, 0, 0, 0, end, 0, 0, 0, kind, flag]
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
    #expect(throws: FrameError.outOfRange("the payload flag 2")) {
      try decodedServer(order(1, 2, 1, 2))
    }
  }

  @Test("may not name a node that no tree has", arguments: [(11, 0), (255, 0), (0, 1024)])
  func nodes(_ level: UInt8, _ index: UInt32) {
    let push = Push(
      step: 0, version: 0, node: TreeNode(level: level, index: index), lossSum: 0)
    #expect(throws: FrameError.outOfRange("the tree node \(level).\(index)")) {
      try decodedWorker(
        encoded(.push(push), FrameBytesTests.envelope), payload: exampleParameterBytes)
    }
  }
}
