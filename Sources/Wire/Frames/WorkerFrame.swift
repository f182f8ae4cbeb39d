import Coordination

extension Frame {
  /// Writes a worker's message.
  ///
  /// - Parameter gradient: of a push's payload; nil for every other message.
  public static func encode(
    _ message: WorkerMessage, _ envelope: Envelope, gradient: PayloadChecksum?,
    to writer: inout ByteWriter
  ) {
    switch message {
    case .hello(let hello):
      writeHead(.hello, envelope, to: &writer)
      writer.write(hello.name, maximum: Limits.nameBytesMax)
      writer.write(hello.host, maximum: Limits.hostBytesMax)
      writer.write(hello.blasKernel, maximum: Limits.kernelBytesMax)
    case .ready(let fingerprint, let echo):
      writeHead(.ready, envelope, to: &writer)
      writer.write(fingerprint.training)
      writer.write(fingerprint.validation)
      writer.write(echo)
    case .unable(let reason):
      writeHead(.unable, envelope, to: &writer)
      writer.write(reason)
    case .push(let push):
      writeHead(.push, envelope, to: &writer)
      writer.write(push.step)
      writer.write(push.version)
      writer.write(push.lossSum)
      writer.write(push.node.index)
      writer.write(push.node.level)
      writer.write(push.startedAt)
      writer.write(push.sentAt)
      guard let gradient else { preconditionFailure("a push without a gradient") }
      writer.write(gradient.value)
    case .evaluated(let result):
      writeHead(.evaluated, envelope, to: &writer)
      writer.write(result.version)
      writer.write(result.unit)
      writer.write(result.tally.samples)
      writer.write(result.tally.lossSum)
      writer.write(result.tally.correct)
    case .heartbeat(let echo):
      writeHead(.workerHeartbeat, envelope, to: &writer)
      writer.write(echo)
    case .arrived(let version):
      writeHead(.arrived, envelope, to: &writer)
      writer.write(version)
    case .goodbye(let reason):
      writeHead(.goodbye, envelope, to: &writer)
      writer.write(reason)
    }
    seal(&writer)
  }

  /// Reads a worker's message.
  ///
  /// - Parameters:
  ///   - payload: what came with it, nil for nothing.
  ///   - parameterBytes: the length of θ.
  /// - Throws: what is wrong with it.
  public static func decodeWorkerMessage(
    _ bytes: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer?, parameterBytes: Int
  ) throws(FrameError) -> (WorkerMessage, Envelope) {
    var reader = try open(bytes)
    let (kind, envelope) = try readHead(&reader)
    let message: WorkerMessage
    var checksum: PayloadChecksum?
    switch kind {
    case .hello:
      message = .hello(
        Hello(
          name: try reader.readText(maximum: Limits.nameBytesMax),
          host: try reader.readText(maximum: Limits.hostBytesMax),
          blasKernel: try reader.readText(maximum: Limits.kernelBytesMax)))
    case .ready:
      let fingerprint = DataFingerprint(
        training: try reader.read(UInt64.self), validation: try reader.read(UInt64.self))
      message = .ready(fingerprint, try reader.readEcho())
    case .unable:
      message = .unable(try reader.readInability())
    case .push:
      let step = try reader.read(UInt64.self)
      let version = try reader.read(UInt64.self)
      let lossSum = try reader.readDouble()
      let index = try reader.read(UInt32.self)
      let level = try reader.read(UInt8.self)
      guard level < Limits.treeLevelsMax, index < Limits.microBatchesMax else {
        throw .outOfRange("the tree node \(level).\(index)")
      }
      message = .push(
        Push(
          step: step, version: version, node: TreeNode(level: level, index: index),
          lossSum: lossSum, startedAt: try reader.readInstant(), sentAt: try reader.readInstant()))
      checksum = PayloadChecksum(value: try reader.read(UInt64.self))
    case .evaluated:
      message = .evaluated(
        EvaluationResult(
          version: try reader.read(UInt64.self), unit: try reader.read(UInt32.self),
          tally: Tally(
            samples: try reader.read(UInt64.self), lossSum: try reader.readDouble(),
            correct: try reader.read(UInt64.self))))
    case .workerHeartbeat:
      message = .heartbeat(try reader.readEcho())
    case .arrived:
      message = .arrived(version: try reader.read(UInt64.self))
    case .goodbye:
      message = .goodbye(try reader.readGoodbye())
    case .welcome, .refused, .busy, .work, .serverHeartbeat, .rejoin, .finished:
      throw .unknownKind(kind.rawValue)
    }
    try checkEnd(reader)
    if let checksum {
      try check(payload, expectedBytes: parameterBytes, checksum)
    } else {
      try checkAbsence(of: payload)
    }
    return (message, envelope)
  }
}
