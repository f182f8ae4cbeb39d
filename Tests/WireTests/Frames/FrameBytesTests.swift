@testable import Hashing

import Coordination
import Testing

/// Frames written out by hand from the documented layout.
@Suite("The bytes of frames")
struct FrameBytesTests {
  static let envelope = Envelope(
    session: SessionID(0x0102_0304), generation: 0x1112_1314_1516_1718, job: 0x2122_2324_2526_2728)

  /// "LKST", version 6, the kind, 0, session, 0, generation, job; all little-endian.
  static func head(_ kind: UInt8) -> [UInt8] {
    [0x4C, 0x4B, 0x53, 0x54, 6, 0, kind, 0, 4, 3, 2, 1, 0, 0, 0, 0]
      + [0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11]
      + [0x28, 0x27, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21]
  }

  /// Of the payload: XXH3 itself is tested with its authors' values.
  static let checksum = littleEndian(examplePayload.withUnsafeBytes { XXH3.hash($0) })

  static let echo = ClockEcho(
    serverSentAt: Instant(nanoseconds: 1), receivedAt: Instant(nanoseconds: 2),
    sentAt: Instant(nanoseconds: 0x0100_0000_0000_0003))
  static let echoBytes: [UInt8] =
    [1, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 0] + [3, 0, 0, 0, 0, 0, 0, 1]

  static let fromWorkers: [(WorkerMessage, [UInt8])] = unsealedFromWorkers.map {
    ($0, sealed($1))
  }

  static let fromTheServer: [(ServerMessage, Bool, [UInt8])] = unsealedFromTheServer.map {
    ($0, $1, sealed($2))
  }

  private static let unsealedFromWorkers: [(WorkerMessage, [UInt8])] = [
    (
      .hello(Hello(name: "w1", host: "é", blasKernel: "")),
      head(1) + [2, 0, 0, 0, 0x77, 0x31] + [2, 0, 0, 0, 0xC3, 0xA9] + [0, 0, 0, 0]
    ),
    (
      .ready(DataFingerprint(training: 0x0807_0605_0403_0201, validation: 0xFF), echo),
      head(2) + [1, 2, 3, 4, 5, 6, 7, 8] + [0xFF, 0, 0, 0, 0, 0, 0, 0] + echoBytes
    ),
    (.unable(.other("no")), head(3) + [0, 2, 0, 0, 0, 0x6E, 0x6F]),
    (.unable(.microBatches(welcome: 8, job: 258)), head(3) + [3, 8, 0, 0, 0, 2, 1, 0, 0]),
    (.unable(.stopping(.signal(12))), head(3) + [4, 5, 12, 0, 0, 0]),
    (
      // 1.5 is 0x3FF8_0000_0000_0000.
      .push(
        Push(
          step: 7, version: 258, node: TreeNode(level: 2, index: 3), lossSum: 1.5,
          startedAt: Instant(nanoseconds: 259), sentAt: Instant(nanoseconds: 515))),
      head(4) + [7, 0, 0, 0, 0, 0, 0, 0] + [2, 1, 0, 0, 0, 0, 0, 0]
        + [0, 0, 0, 0, 0, 0, 0xF8, 0x3F] + [3, 0, 0, 0] + [2]
        + [3, 1, 0, 0, 0, 0, 0, 0] + [3, 2, 0, 0, 0, 0, 0, 0] + checksum
    ),
    (
      .evaluated(
        EvaluationResult(
          version: 9, unit: 1, tally: Tally(samples: 256, lossSum: -2, correct: 5))),
      head(5) + [9, 0, 0, 0, 0, 0, 0, 0] + [1, 0, 0, 0] + [0, 1, 0, 0, 0, 0, 0, 0]
        + [0, 0, 0, 0, 0, 0, 0, 0xC0] + [5, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      .heartbeat(echo), head(6) + echoBytes
    ),
    (.goodbye(.other("")), head(7) + [0, 0, 0, 0, 0]), (.goodbye(.runOver), head(7) + [1]),
    (.goodbye(.stopping(.terminated)), head(7) + [3, 2]),
    (.arrived(version: 772), head(8) + [4, 3, 0, 0, 0, 0, 0, 0]),
  ]

  private static let unsealedFromTheServer: [(ServerMessage, Bool, [UInt8])] = [
    (
      .welcome(Welcome(job: "{}", microBatches: 8, sentAt: Instant(nanoseconds: 513))), false,
      head(65) + [8, 0, 0, 0] + [1, 2, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0x7B, 0x7D]
    ),
    (.refused(.other("x")), false, head(66) + [0, 1, 0, 0, 0, 0x78]),
    (
      .refused(.kernel(worker: "Zen", run: "x")), false,
      head(66) + [1, 3, 0, 0, 0, 0x5A, 0x65, 0x6E, 1, 0, 0, 0, 0x78]
    ),
    (
      .refused(.data(.validation, worker: 1, server: 2)), false,
      head(66) + [2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      .work(WorkOrder(number: 7, kind: .gradient, step: 3, version: 4, units: 5..<8)), true,
      head(67) + [7, 0, 0, 0] + [3, 0, 0, 0, 0, 0, 0, 0] + [4, 0, 0, 0, 0, 0, 0, 0] + [5, 0, 0, 0]
        + [8, 0, 0, 0] + [1] + [1] + checksum
    ),
    (
      .work(
        WorkOrder(
          number: 7, kind: .gradient, step: 3, version: 4, units: 5..<8, asksForArrival: true)),
      true,
      head(67) + [7, 0, 0, 0] + [3, 0, 0, 0, 0, 0, 0, 0] + [4, 0, 0, 0, 0, 0, 0, 0] + [5, 0, 0, 0]
        + [8, 0, 0, 0] + [1] + [3] + checksum
    ),
    (
      .work(WorkOrder(number: 8, kind: .evaluation, step: 4, version: 4, units: 0..<1)), false,
      head(67) + [8, 0, 0, 0] + [4, 0, 0, 0, 0, 0, 0, 0] + [4, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0]
        + [1, 0, 0, 0] + [2] + [0]
    ),
    (
      .heartbeat(sentAt: Instant(nanoseconds: 260)), false,
      head(68) + [4, 1, 0, 0, 0, 0, 0, 0]
    ),
    (.rejoin, false, head(69)),
    (.finished(nil), false, head(70) + [0]),
    (.finished(.completed(.allSteps(7))), false, head(70) + [1, 1, 7, 0, 0, 0, 0, 0, 0, 0]),
    (.finished(.interrupted(.worded("ok"))), false, head(70) + [2, 0, 2, 0, 0, 0, 0x6F, 0x6B]),
    (
      .finished(.failed(.update(step: 7, epoch: 2))), false,
      head(70) + [3, 5, 7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    ),
    (.busy(.full(workers: 1024)), false, head(71) + [6, 0, 4, 0, 0]),
  ]

  @Test("of every message of a worker are those of the layout")
  func workers() throws {
    for (message, bytes) in Self.fromWorkers {
      #expect(encoded(message, Self.envelope) == bytes)
      let (decoded, envelope) = try decodedWorker(bytes, payload: payload(of: message))
      #expect(decoded == message && envelope == Self.envelope)
    }
  }

  @Test("of every message of the server are those of the layout")
  func server() throws {
    for (message, withParameters, bytes) in Self.fromTheServer {
      #expect(encoded(message, Self.envelope, withParameters: withParameters) == bytes)
      let (decoded, envelope) = try decodedServer(
        bytes, payload: withParameters ? examplePayload : nil)
      #expect(decoded == message && envelope == Self.envelope)
    }
  }
}
