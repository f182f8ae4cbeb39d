import Coordination
import Platform
import Wire

/// A message with its payload there and back between a worker's and a server's link.
struct LinkBenchmark {
  private let settings: BenchmarkSettings

  /// A payload that costs nothing, and θ of the networks 784-128-10, 784-512-512-10 and
  /// 784-2048-2048-10.
  private static let payloadCounts = [16, 101_770, 669_706, 5_824_522]

  init(_ settings: BenchmarkSettings) {
    self.settings = settings
  }

  func measure() throws -> MeasurementTable {
    var table = MeasurementTable(
      "link",
      note: "a payload from a worker's link to a server's and one of the same size back, "
        + "sent without copying where nothing encrypts it; over loopback TCP, the same with keys, and "
        + "a local socket, in turn; two threads of one process, each link with a thread of its own",
      columns: [
        .init("transport", "transport"), .init("payload_bytes", "payload bytes"),
        .init("seconds_median", "median ms", digits: 3, scale: 1e3),
        .init("seconds_lower_quartile", "¼ below ms", digits: 3, scale: 1e3),
        .init("seconds_upper_quartile", "¼ above ms", digits: 3, scale: 1e3),
        .init("repeats", "repeats"),
        .init("bytes_per_second", "GB/s both ways", digits: 2, scale: 1e-9),
        .init("time_to_tcp", "time to tcp's", digits: 2),
      ])
    let keys = try BenchmarkKeys()
    for count in Self.payloadCounts {
      let samples = try Self.roundTrips(
        [
          Lane(endpoint: BenchmarkEndpoint.tcp),
          Lane(endpoint: BenchmarkEndpoint.tcp, keys: keys),
          Lane(endpoint: BenchmarkEndpoint.local()),
        ], floats: count, settings.extent)
      let bytes = count * MemoryLayout<Float>.stride
      for (name, sample) in zip(["tcp", "curve", "ipc"], samples) {
        table.append([
          .text(name), .integer(bytes), .number(sample.median), .number(sample.lowerQuartile),
          .number(sample.upperQuartile), .integer(sample.count),
          .number(2 * Double(bytes) / sample.median), .number(sample.median / samples[0].median),
        ])
      }
    }
    return table
  }

  /// A way between two links.
  struct Lane {
    var endpoint: String
    /// For one that is encrypted.
    var keys: BenchmarkKeys?
  }

  /// Times round trips of `floats` floats over each of the lanes in turn.
  ///
  /// - Throws: `LinkError`; `BenchmarkError` where a message does not arrive.
  static func roundTrips(
    _ lanes: [Lane], floats: Int, _ extent: InterleavedTiming<MonotonicClock>.Extent
  ) throws -> [TimingSample] {
    let bytes = floats * MemoryLayout<Float>.stride
    var callers: [LinkParty<WorkerLink>] = []
    var echoes: [LinkParty<ServerLink>] = []
    for lane in lanes {
      let server = try ServerLink.listening(
        at: lane.endpoint, inputOutputThreads: 1, payloadBytes: bytes,
        heartbeatTimeout: Limits.heartbeatTimeoutDefault, keys: lane.keys?.server, wakeup: nil)
      let worker = try WorkerLink.connecting(
        to: server.endpoint, heartbeatTimeout: Limits.heartbeatTimeoutDefault,
        keys: lane.keys?.worker, wakeup: nil)
      worker.expectPayloads(bytesMax: bytes)
      callers.append(LinkParty(worker, floats: floats))
      echoes.append(LinkParty(server, floats: floats))
    }
    var samples: [TimingSample] = []
    var missing: String?
    var bodies = [
      {
        for index in callers.indices where missing == nil && !callers[index].greet() {
          missing = lanes[index].endpoint
        }
        samples = InterleavedTiming(clock: MonotonicClock(), extent: extent).measure(
          callers.indices.map { index in
            { if missing == nil, !callers[index].call() { missing = lanes[index].endpoint } }
          })
        for caller in callers { caller.end() }
      }
    ]
    for echo in echoes { bodies.append { echo.answer() } }
    try Participants.run(bodies)
    if let missing {
      throw BenchmarkError(
        "a message over \(missing) did not arrive within \(linkPatience.inSeconds) s")
    }
    return samples
  }
}

/// How long a message may take before the measurement is given up.
private let linkPatience = Interval.seconds(10)

/// One end of a link in a benchmark, used by one thread.
private final class LinkParty<Transport: WaitingLink> {
  private let going: [UInt8] = [1]
  private let ending: [UInt8] = [0]

  private var link: Transport
  private let clock = MonotonicClock()
  private let floats: Int
  private var buffers: [Transport.Buffer] = []

  init(_ link: Transport, floats: Int) {
    self.link = link
    self.floats = floats
  }

  /// Sends a message without a payload, after which payloads are accepted, and waits for the answer;
  /// whether it came.
  func greet() -> Bool {
    guard send(going, withPayload: false, to: .server), let answer = receive() else { return false }
    if let payload = answer.payload { link.release(payload) }
    return true
  }

  /// Sends a payload and waits for the answer; whether it came.
  func call() -> Bool {
    guard send(going, to: .server), let answer = receive() else { return false }
    if let payload = answer.payload { link.release(payload) }
    return true
  }

  /// Ends the other side.
  func end() {
    _ = send(ending, to: .server)
  }

  /// Sends back a payload for each that comes, until told to end.
  func answer() {
    while let message = receive() {
      let goesOn = message.head.first == going[0]
      link.allowPayloads(from: message.peer)
      if let payload = message.payload { link.release(payload) }
      guard goesOn, send(going, to: message.peer) else { return }
    }
  }

  /// The next message; nil where none comes.
  private func receive() -> Incoming? {
    let deadline = clock.now + linkPatience
    while clock.now < deadline {
      if let message = link.receive() { return message }
      link.wait(until: deadline)
    }
    return nil
  }

  /// Sends a message; tries again while there is no connection yet.
  private func send(_ head: [UInt8], withPayload: Bool = true, to peer: PeerID) -> Bool {
    let deadline = clock.now + linkPatience
    while clock.now < deadline {
      let buffer = withPayload ? freeBuffer() : nil
      if head.withUnsafeBytes({ link.send($0, payload: buffer, to: peer) }) == .sent {
        return true
      }
      link.wait(until: clock.now + .milliseconds(1))
    }
    return false
  }

  private func freeBuffer() -> Transport.Buffer {
    if let free = buffers.first(where: { !$0.isInFlight }) { return free }
    let buffer = link.makeBuffer(count: floats)
    buffers.append(buffer)
    return buffer
  }
}
