import Coordination
import Platform
import Wire

/// The end that is connected to: answers what is asked, until it is told that that is all.
public struct ProbeResponder {
  /// What came of it.
  public struct Outcome: Equatable, Sendable {
    /// What was answered.
    public var answers: UInt64 = 0
    /// Bytes of payloads that came in.
    public var receivedBytes: UInt64 = 0
    /// How many payloads were not as they were sent, in either direction.
    public var damagedPayloads: UInt64 = 0
    /// The operator's name for the key of who asked; nil where there are no keys.
    public var key: String?
  }

  private let party: ProbeParty<ServerLink>
  private let timeout: Interval

  /// The link of an end that listens.
  ///
  /// - Parameter timeout: how long nobody may ask anything.
  public init(_ link: ServerLink, timeout: Interval) {
    party = ProbeParty(link)
    self.timeout = timeout
  }

  /// A link that listens for probes.
  public static func listening(
    at endpoint: String, keys: ServerKeys?
  ) throws(LinkError) -> ServerLink {
    try ServerLink.listening(
      at: endpoint, inputOutputThreads: 1, payloadBytes: Limits.probeBytesMax,
      heartbeatTimeout: Limits.heartbeatTimeoutDefault, keys: keys, wakeup: nil)
  }

  /// Answers until all has been asked.
  ///
  /// - Throws: `BenchmarkError` where nobody asks, or asks no more, for too long.
  public func run() throws(BenchmarkError) -> Outcome {
    var outcome = Outcome()
    var deadline = party.clock.now + timeout
    var isOver = false
    while true {
      guard let incoming = party.link.receive() else {
        let now = party.clock.now
        if now >= deadline {
          // The last answer has been given; that it has come may have been lost.
          if isOver { return outcome }
          throw BenchmarkError(
            outcome.answers == 0
              ? "nobody has connected for \(timeout.inSeconds) s"
              : "who had connected has asked nothing for \(timeout.inSeconds) s")
        }
        party.link.wait(until: deadline)
        continue
      }
      defer { if let payload = incoming.payload { party.link.release(payload) } }
      guard let request = try? ProbeFrame(incoming.head) else { continue }
      // The first probes are small ones.
      party.link.allowPayloads(from: incoming.peer)
      if request.kind == .goodbye, isOver {
        outcome.damagedPayloads = request.count
        return outcome
      }
      guard answer(request, incoming, &outcome) else { continue }
      outcome.key = incoming.key?.name
      isOver = request.kind == .end
      deadline = party.clock.now + (isOver ? Limits.partingTime : timeout)
    }
  }

  /// - Returns: whether it was a request that can be answered.
  private func answer(
    _ request: ProbeFrame, _ incoming: Incoming, _ outcome: inout Outcome
  ) -> Bool {
    var answer = ProbeFrame(
      .answer, number: request.number, count: outcome.damagedPayloads)
    var payload: SocketBuffer?
    switch request.kind {
    case .echo:
      guard let bytes = incoming.payloadBytes, let floats = Self.floats(of: UInt64(bytes.count))
      else { return false }
      let buffer = party.freeBuffer(floats: floats).0
      UnsafeMutableRawBufferPointer(buffer.floats).copyMemory(from: bytes)
      answer.checksum = request.checksum
      payload = buffer
    case .take:
      guard incoming.payload != nil else { return false }
    case .give:
      guard let floats = Self.floats(of: request.count) else { return false }
      let (buffer, isNew) = party.freeBuffer(floats: floats)
      if isNew { ProbeParty<ServerLink>.fill(buffer) }
      answer.checksum = PayloadChecksum(of: buffer.floats)
      payload = buffer
    case .end:
      break
    case .answer, .goodbye:
      return false
    }
    guard party.send(answer, payload: payload, to: incoming.peer) else { return false }
    outcome.answers += 1
    if let bytes = incoming.payloadBytes {
      outcome.receivedBytes += UInt64(bytes.count)
      // After the answer, so that it is in no one's time. What is sent back is looked at there.
      if request.kind == .take, !request.isIntact(bytes) { outcome.damagedPayloads += 1 }
    }
    return true
  }

  /// How many floats make so many bytes; nil for none and for more than there may be.
  private static func floats(of bytes: UInt64) -> Int? {
    let size = UInt64(MemoryLayout<Float>.stride)
    guard bytes > 0, bytes % size == 0, bytes <= UInt64(Limits.probeBytesMax) else {
      return nil
    }
    return Int(bytes / size)
  }
}
