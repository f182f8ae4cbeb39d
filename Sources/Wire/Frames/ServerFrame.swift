import Coordination

extension Frame {
  /// In an order's flags: θ comes with it; and the worker is to say when it is there.
  private static let parametersFlag: UInt8 = 1
  private static let arrivalFlag: UInt8 = 2

  /// Writes a server's message.
  ///
  /// - Parameter parameters: of θ, where that goes with an order as its payload; nil where not.
  public static func encode(
    _ message: ServerMessage, _ envelope: Envelope, parameters: PayloadChecksum?,
    to writer: inout ByteWriter
  ) {
    switch message {
    case .welcome(let welcome):
      writeHead(.welcome, envelope, to: &writer)
      writer.write(UInt32(welcome.microBatches))
      writer.write(welcome.sentAt)
      writer.write(welcome.job, maximum: Limits.headerBytesMax)
    case .refused(let reason):
      writeHead(.refused, envelope, to: &writer)
      writer.write(reason)
    case .busy(let reason):
      writeHead(.busy, envelope, to: &writer)
      writer.write(reason)
    case .work(let order):
      writeHead(.work, envelope, to: &writer)
      writer.write(order.number)
      writer.write(order.step)
      writer.write(order.version)
      writer.write(UInt32(order.units.lowerBound))
      writer.write(UInt32(order.units.upperBound))
      writer.write(order.kind.rawValue)
      let arrival = order.asksForArrival ? arrivalFlag : 0
      writer.write(parameters == nil ? 0 : parametersFlag | arrival)
      if let parameters { writer.write(parameters.value) }
    case .heartbeat(let sentAt):
      writeHead(.serverHeartbeat, envelope, to: &writer)
      writer.write(sentAt)
    case .rejoin:
      writeHead(.rejoin, envelope, to: &writer)
    case .finished(let outcome):
      writeHead(.finished, envelope, to: &writer)
      writer.write(outcome)
    }
    seal(&writer)
  }

  /// Reads a server's message.
  ///
  /// - Parameters:
  ///   - payload: what came with it, nil for nothing.
  ///   - parameterBytes: the length of θ; nil while the job is not known, when none may come.
  /// - Throws: what is wrong with it.
  public static func decodeServerMessage(
    _ bytes: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer?, parameterBytes: Int?
  ) throws(FrameError) -> (ServerMessage, Envelope) {
    var reader = try open(bytes)
    let (kind, envelope) = try readHead(&reader)
    let message: ServerMessage
    var checksum: PayloadChecksum?
    switch kind {
    case .welcome:
      let microBatches = Int(try reader.read(UInt32.self))
      guard (1...Limits.microBatchesMax).contains(microBatches) else {
        throw .outOfRange("the number of micro-batches \(microBatches)")
      }
      let sentAt = try reader.readInstant()
      message = .welcome(
        Welcome(
          job: try reader.readText(maximum: Limits.headerBytesMax), microBatches: microBatches,
          sentAt: sentAt))
    case .refused:
      message = .refused(try reader.readRefusal())
    case .busy:
      message = .busy(try reader.readRefusal())
    case .work:
      let place = try reader.read(UInt32.self)
      let step = try reader.read(UInt64.self)
      let version = try reader.read(UInt64.self)
      let first = Int(try reader.read(UInt32.self))
      let end = Int(try reader.read(UInt32.self))
      guard first < end else { throw .outOfRange("the range of units \(first)..<\(end)") }
      let number = try reader.read(UInt8.self)
      guard let orderKind = WorkOrder.Kind(rawValue: number) else {
        throw .outOfRange("the kind of work \(number)")
      }
      let flags = try reader.read(UInt8.self)
      guard [0, parametersFlag, parametersFlag | arrivalFlag].contains(flags) else {
        throw .outOfRange("the order's flags \(flags)")
      }
      if flags & parametersFlag != 0 {
        checksum = PayloadChecksum(value: try reader.read(UInt64.self))
      }
      message = .work(
        WorkOrder(
          number: place, kind: orderKind, step: step, version: version, units: first..<end,
          asksForArrival: flags & arrivalFlag != 0))
    case .serverHeartbeat:
      message = .heartbeat(sentAt: try reader.readInstant())
    case .rejoin:
      message = .rejoin
    case .finished:
      message = .finished(try reader.readOutcome())
    case .hello, .ready, .unable, .push, .evaluated, .workerHeartbeat, .goodbye, .arrived:
      throw .unknownKind(kind.rawValue)
    }
    try checkEnd(reader)
    if let checksum {
      guard let parameterBytes else { throw .payload(bytes: payload?.count, expected: nil) }
      try check(payload, expectedBytes: parameterBytes, checksum)
    } else {
      try checkAbsence(of: payload)
    }
    return (message, envelope)
  }
}
