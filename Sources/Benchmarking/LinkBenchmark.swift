import Coordination
import Platform
import Wire

/// A message with its payload there and back between a worker's and a server's link.
struct LinkBenchmark {
  private let settings: BenchmarkSettings

  /// θ of the models of DESIGN's speed table, and a payload that costs nothing.
  private static let payloadCounts = [16, 101_770, 669_706, 5_824_522]

  init(_ settings: BenchmarkSettings) {
    self.settings = settings
  }

  func measure() throws -> MeasurementTable {
    var table = MeasurementTable(
      "link",
      note: "a payload from a worker's ZeroMQ link to a server's and one of the same size back, "
        + "sent without copying; two threads of one process, each link with a context of its own",
      columns: [
        .init("transport", "transport"), .init("payload_bytes", "payload bytes"),
        .init("seconds_median", "median ms", digits: 3, scale: 1e3),
        .init("seconds_lower_quartile", "¼ below ms", digits: 3, scale: 1e3),
        .init("seconds_upper_quartile", "¼ above ms", digits: 3, scale: 1e3),
        .init("repeats", "repeats"),
        .init("bytes_per_second", "GB/s both ways", digits: 2, scale: 1e-9),
      ])
    for count in Self.payloadCounts {
      for (name, endpoint) in [("tcp", BenchmarkEndpoint.tcp), ("ipc", BenchmarkEndpoint.local())] {
        let sample = try Self.roundTrips(
          at: endpoint, floats: count, repeats: settings.repeats,
          duration: Interval(nanoseconds: settings.duration.nanoseconds / 4))
        let bytes = count * MemoryLayout<Float>.stride
        table.append([
          .text(name), .integer(bytes), .number(sample.median), .number(sample.lowerQuartile),
          .number(sample.upperQuartile), .integer(sample.count),
          .number(2 * Double(bytes) / sample.median),
        ])
      }
    }
    return table
  }

  /// Times round trips of `floats` floats.
  ///
  /// - Throws: `ZeroMQError`; `BenchmarkError` where a message does not arrive.
  static func roundTrips(
    at endpoint: String, floats: Int, repeats: Int?, duration: Interval
  ) throws -> TimingSample {
    let bytes = floats * MemoryLayout<Float>.stride
    let server = try ZeroMQLink.listening(
      at: endpoint, inputOutputThreads: 1, payloadBytes: bytes,
      heartbeatTimeout: Limits.heartbeatTimeoutDefault, wakeup: nil)
    let worker = try ZeroMQLink.connecting(
      to: try server.endpoint, heartbeatTimeout: Limits.heartbeatTimeoutDefault, wakeup: nil)
    let caller = LinkParty(worker, floats: floats)
    let echo = LinkParty(server, floats: floats)
    var seconds: [Double] = []
    var isComplete = false
    try Participants.run([
      {
        isComplete = caller.call(
          repeats: repeats, duration: duration, warmUp: 3
        ) { seconds.append($0) }
      },
      { echo.answer() },
    ])
    guard isComplete, !seconds.isEmpty else {
      throw BenchmarkError(
        "a message over \(endpoint) did not arrive within \(LinkParty.patience.inSeconds) s")
    }
    return TimingSample(seconds)
  }
}

/// One end of a link in a benchmark, used by one thread.
private final class LinkParty {
  /// How long a message may take before the measurement is given up.
  static let patience = Interval.seconds(10)

  private static let going: [UInt8] = [1]
  private static let ending: [UInt8] = [0]

  private let link: ZeroMQLink
  private let clock = MonotonicClock()
  private let floats: Int
  private var buffers: [ZeroMQBuffer] = []

  init(_ link: ZeroMQLink, floats: Int) {
    self.link = link
    self.floats = floats
  }

  /// Sends and waits for the answer, again and again, and then ends the other side.
  ///
  /// - Returns: whether every answer came.
  func call(
    repeats: Int?, duration: Interval, warmUp: Int, _ took: (Double) -> Void
  ) -> Bool {
    var round = 0
    var start = clock.now
    while true {
      let begin = clock.now
      if round == warmUp { start = begin }
      let measured = round - warmUp
      if let repeats {
        if measured >= repeats { break }
      } else if measured >= 5, begin - start >= duration {
        break
      }
      guard send(Self.going, to: .server), let answer = receive() else { return false }
      if let payload = answer.payload { link.release(payload) }
      if measured >= 0 { took((clock.now - begin).inSeconds) }
      round += 1
    }
    return send(Self.ending, to: .server)
  }

  /// Sends back a payload for each that comes, until told to end.
  func answer() {
    while let message = receive() {
      let goesOn = message.head.first == Self.going[0]
      if let payload = message.payload { link.release(payload) }
      guard goesOn, send(Self.going, to: message.peer) else { return }
    }
  }

  /// The next message; nil where none comes.
  private func receive() -> Incoming? {
    let deadline = clock.now + Self.patience
    while clock.now < deadline {
      if let message = link.receive() { return message }
      link.wait(until: deadline)
    }
    return nil
  }

  /// Sends a payload; tries again while there is no connection yet.
  private func send(_ head: [UInt8], to peer: PeerID) -> Bool {
    let deadline = clock.now + Self.patience
    while clock.now < deadline {
      let buffer = freeBuffer()
      if head.withUnsafeBytes({ link.send($0, payload: buffer, to: peer) }) == .sent {
        return true
      }
      link.wait(until: clock.now + .milliseconds(1))
    }
    return false
  }

  private func freeBuffer() -> ZeroMQBuffer {
    if let free = buffers.first(where: { !$0.isInFlight }) { return free }
    let buffer = link.makeBuffer(count: floats)
    buffers.append(buffer)
    return buffer
  }
}
