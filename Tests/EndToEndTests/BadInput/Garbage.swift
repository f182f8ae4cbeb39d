import Coordination
import Foundation
import Wire

/// What a broken or malicious peer may send. The same for the same seed.
struct Garbage {
  private var state: UInt64
  /// The length of θ in bytes.
  private let parameterBytes: Int
  /// The fingerprint of the run's job, for frames that have it right.
  private let job: UInt64
  /// A gradient that would spoil θ.
  private var payload: [UInt8] { [UInt8](repeating: 0xFF, count: parameterBytes) }

  init(seed: UInt64, parameterBytes: Int, job: UInt64) {
    state = seed
    self.parameterBytes = parameterBytes
    self.job = job
  }

  /// A round of messages, each a list of parts.
  mutating func messages() -> [[[UInt8]]] {
    broken() + forged() + misshapen()
  }

  /// Random bytes, and real frames cut short or with a bit turned over.
  private mutating func broken() -> [[[UInt8]]] {
    var messages = (0..<40).map { _ in [bytes(below: 300)] }
    for frame in frames(session: 1) {
      let cut = Int(next() % UInt64(frame.count))
      messages.append([Array(frame[..<cut])])
      var turned = frame
      turned[Int(next() % UInt64(frame.count))] ^= 1 << UInt8(next() % 8)
      messages.append([turned])
      messages.append([frame + bytes(below: 20)])
    }
    return messages
  }

  /// Frames that are right in themselves but in the name of a session that is another peer's, with
  /// gradients that would spoil θ.
  private mutating func forged() -> [[[UInt8]]] {
    var messages: [[[UInt8]]] = []
    for session in UInt32(0)..<4 {
      for frame in frames(session: session) {
        messages.append([frame])
        messages.append([frame, payload])
      }
    }
    for _ in 0..<20 {
      let step = next() % 200
      let node = TreeNode(level: UInt8(next() % 4), index: UInt32(next() % 8))
      let push = Push(step: step, version: step, node: node, lossSum: 1)
      messages.append([encoded(.push(push), session: 1), payload])
    }
    return messages
  }

  /// Messages of too many, too few or too large parts.
  private mutating func misshapen() -> [[[UInt8]]] {
    let frame = frames(session: 1)[0]
    return [
      [[]], [[], []], [frame, [], []], Array(repeating: frame, count: 100),
      [frame, [UInt8](repeating: 1, count: 2 << 20)],
      [[UInt8](repeating: 0x4C, count: 2 << 20)],
      [frame, bytes(below: 3)], [frame, [UInt8](repeating: 0, count: parameterBytes - 1)],
    ]
  }

  /// Bytes as they may come from something that is no ZeroMQ socket.
  mutating func streams() -> [[UInt8]] {
    [
      Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8),
      // The first half of ZMTP's greeting, then nothing; and a greeting followed by nonsense.
      [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F],
      [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0] + Array("NULL".utf8)
        + [UInt8](repeating: 0, count: 48) + bytes(below: 500),
      bytes(below: 2000), [UInt8](repeating: 0xFF, count: 1 << 16), [],
    ]
  }

  /// One frame of each kind that a worker sends.
  private func frames(session: UInt32) -> [[UInt8]] {
    let tally = Tally(samples: 256, lossSum: 1, correct: 3)
    let node = TreeNode(level: 3, index: 0)
    let echo = ClockEcho(serverSentAt: .origin, receivedAt: .origin, sentAt: .origin)
    let messages: [WorkerMessage] = [
      .hello(Hello(name: "stranger", host: "elsewhere", blasKernel: "none")),
      .ready(DataFingerprint(training: 1, validation: 2), echo), .unable(.other("none of yours")),
      .push(Push(step: 30, version: 30, node: node, lossSum: .nan)),
      .evaluated(EvaluationResult(version: 22, unit: 0, tally: tally)),
      .heartbeat(echo),
      .goodbye(.other("in another's name")),
    ]
    return messages.map { encoded($0, session: session) }
  }

  private func encoded(_ message: WorkerMessage, session: UInt32) -> [UInt8] {
    var writer = ByteWriter(capacity: 256)
    var gradient: PayloadChecksum?
    if case .push = message { gradient = payload.withUnsafeBytes { PayloadChecksum(of: $0) } }
    Frame.encode(
      message, Envelope(session: SessionID(session), generation: 1, job: job), gradient: gradient,
      to: &writer)
    return writer.bytes
  }

  private mutating func bytes(below count: Int) -> [UInt8] {
    (0..<Int(next() % UInt64(count))).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
