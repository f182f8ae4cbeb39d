@testable import Hashing
@testable import Wire

import Coordination

extension FuzzTarget {
  private static let payloadBytes = 16

  /// Messages of either direction, and of `ps benchmark link`. The checksum that ends a frame is put
  /// there, since no fuzzer would guess it; bytes that are none of ours come without it.
  static let frames = FuzzTarget("frames") {
    var seeds: [[UInt8]] = []
    var writer = ByteWriter(capacity: 256)
    let envelope = Envelope(session: SessionID(3), generation: 2, job: 77)
    func add(_ kind: UInt8, payload: UInt8 = 0) {
      seeds.append([kind, payload] + writer.bytes.dropLast(8))
    }
    let echo = ClockEcho(
      serverSentAt: Instant(nanoseconds: 1), receivedAt: Instant(nanoseconds: 2),
      sentAt: Instant(nanoseconds: 3))
    let messages: [WorkerMessage] = [
      .hello(Hello(name: "w", host: "h", blasKernel: "Haswell")),
      .ready(DataFingerprint(training: 1, validation: 2), echo), .unable(.other("θ")),
      .unable(.memory), .unable(.stopping(.signal(9))),
      .evaluated(
        EvaluationResult(
          version: 4, unit: 5, tally: Tally(samples: 6, lossSum: 1.5, correct: 3))),
      .heartbeat(echo), .arrived(version: 9), .goodbye(.other("r")), .goodbye(.runOver),
      .goodbye(.stopping(.hungUp)),
    ]
    for message in messages {
      Frame.encode(message, envelope, gradient: nil, to: &writer)
      add(0)
    }
    let push = Push(
      step: 1, version: 2, node: TreeNode(level: 1, index: 0), lossSum: 0.5,
      startedAt: Instant(nanoseconds: 4), sentAt: Instant(nanoseconds: 5))
    Frame.encode(.push(push), envelope, gradient: PayloadChecksum.none, to: &writer)
    add(0, payload: 1)
    let order = WorkOrder(
      number: 1, kind: .gradient, step: 2, version: 3, units: 0..<4, asksForArrival: true)
    for message: ServerMessage in [
      .welcome(Welcome(job: "{}", microBatches: 8, sentAt: Instant(nanoseconds: 1))),
      .refused(.other("no")), .refused(.kernel(worker: "Zen", run: "Haswell")),
      .busy(.full(workers: 9)), .work(order),
      .heartbeat(sentAt: Instant(nanoseconds: 1)), .rejoin,
      .finished(nil), .finished(.completed(.allSteps(9))),
      .finished(.failed(.loss(.nan, step: 9, epoch: 2))),
    ] {
      Frame.encode(message, envelope, parameters: nil, to: &writer)
      add(1)
      add(2)
    }
    Frame.encode(.work(order), envelope, parameters: PayloadChecksum.none, to: &writer)
    add(1, payload: 1)
    ProbeFrame(.give, number: 1, count: 2).encode(to: &writer)
    add(3)
    return seeds
  } run: { bytes in
    var choices = Choices(bytes)
    let kind = choices.below(5)
    let payload: [UInt8]? =
      switch choices.below(3) {
      case 0: nil
      case 1: [UInt8](repeating: 7, count: payloadBytes)
      default: [UInt8](repeating: 7, count: payloadBytes - 1)
      }
    var frame = Array(choices.rest)
    if kind < 4 {
      let hash = frame.withUnsafeBytes { XXH3.hash($0) }
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        frame.append(UInt8(truncatingIfNeeded: hash >> shift))
      }
    }
    frame.withUnsafeBytes { frame in
      if let payload {
        payload.withUnsafeBytes { decode(kind, frame, payload: $0) }
      } else {
        decode(kind, frame, payload: nil)
      }
    }
  }

  /// Whatever is decoded is encoded to the bytes that it came from.
  private static func decode(
    _ kind: Int, _ frame: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer?
  ) {
    var writer = ByteWriter(capacity: 256)
    switch kind {
    case 0, 4:
      guard
        let (message, envelope) = try? Frame.decodeWorkerMessage(
          frame, payload: payload, parameterBytes: payloadBytes)
      else { return }
      let checksum = payload == nil ? nil : checksum(in: frame)
      Frame.encode(message, envelope, gradient: checksum, to: &writer)
    case 1, 2:
      guard
        let (message, envelope) = try? Frame.decodeServerMessage(
          frame, payload: payload, parameterBytes: kind == 1 ? payloadBytes : nil)
      else { return }
      let checksum = payload == nil ? nil : checksum(in: frame)
      Frame.encode(message, envelope, parameters: checksum, to: &writer)
    default:
      guard let probe = try? ProbeFrame(frame) else { return }
      if let payload { _ = probe.isIntact(payload) }
      probe.encode(to: &writer)
    }
    check(
      writer.bytes.elementsEqual(frame), "a message is encoded to other bytes than it came from")
  }

  /// The last field of a message with a payload.
  private static func checksum(in frame: UnsafeRawBufferPointer) -> PayloadChecksum {
    PayloadChecksum(
      value: UInt64(
        littleEndian: frame.loadUnaligned(fromByteOffset: frame.count - 16, as: UInt64.self)))
  }
}
