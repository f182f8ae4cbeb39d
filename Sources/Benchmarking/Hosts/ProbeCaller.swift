import Coordination
import Platform
import Wire

/// The end that connects: finds out whether all gets to the other host and back as it was sent, and
/// how fast.
public final class ProbeCaller {
  /// Bytes of the payloads whose round trips are timed.
  private static let latencyPayloads = [64, 4 << 10, 64 << 10, 1 << 20]
  private static let warmUpRounds = 2
  private static let roundsMin = 5

  private let party: ProbeParty<WorkerLink>
  private let endpoint: String
  private let timeout: Interval
  private let repeats: Int?
  private let duration: Interval
  private let bandwidthPayloads: [Int]
  private var number: UInt64 = 0
  private var brokenHandshakes = 0
  private var damagedPayloads: UInt64 = 0

  /// The end that connects to an endpoint.
  ///
  /// - Parameters:
  ///   - keys: what it proves itself by, and whom it takes for the other end.
  ///   - timeout: how long an answer may take.
  /// - Throws: `LinkError`.
  public init(
    _ settings: BenchmarkSettings, connectingTo endpoint: String, keys: WorkerKeys?,
    timeout: Interval
  ) throws(LinkError) {
    let link = try WorkerLink.connecting(
      to: endpoint, heartbeatTimeout: Limits.heartbeatTimeoutDefault, keys: keys, wakeup: nil)
    link.expectPayloads(bytesMax: Limits.probeBytesMax)
    party = ProbeParty(link)
    self.endpoint = endpoint
    self.timeout = timeout
    repeats = settings.repeats
    duration = settings.duration
    bandwidthPayloads = [
      1 << 20,
      min(
        settings.network.parameterCount * MemoryLayout<Float>.stride, Limits.probeBytesMax),
    ]
  }

  /// Measures round trips, then both directions.
  ///
  /// - Throws: `BenchmarkError` where nothing comes back, or something else than was sent.
  public func measure() throws(BenchmarkError) -> [MeasurementTable] {
    let latency = try measureLatency()
    let bandwidth = try measureBandwidth()
    let last = try ask(.end)
    damagedPayloads += last.damagedPayloads
    _ = party.send(
      ProbeFrame(.goodbye, number: number, count: damagedPayloads), to: .server)
    guard damagedPayloads == 0 else {
      throw BenchmarkError(
        "\(Self.damaged(damagedPayloads)) on the way between here and \(endpoint)")
    }
    return [latency, bandwidth]
  }

  private func measureLatency() throws(BenchmarkError) -> MeasurementTable {
    var table = MeasurementTable(
      "latency",
      note: "a payload to \(endpoint) and the same back; each compared with what was sent",
      columns: [
        .init("payload_bytes", "payload bytes"),
        .init("seconds_median", "median ms", digits: 3, scale: 1e3),
        .init("seconds_lower_quartile", "¼ below ms", digits: 3, scale: 1e3),
        .init("seconds_upper_quartile", "¼ above ms", digits: 3, scale: 1e3),
        .init("repeats", "repeats"),
      ])
    for bytes in Self.latencyPayloads {
      let sample = try times { () throws(BenchmarkError) in
        try ask(.echo, payloadBytes: bytes, answerBytes: bytes).seconds
      }
      table.append([
        .integer(bytes), .number(sample.median), .number(sample.lowerQuartile),
        .number(sample.upperQuartile), .integer(sample.count),
      ])
    }
    return table
  }

  private func measureBandwidth() throws(BenchmarkError) -> MeasurementTable {
    var table = MeasurementTable(
      "bandwidth",
      note:
        "a payload one way and a few bytes the other, as a gradient or θ goes; the last is as long "
        + "as the model's θ",
      columns: [
        .init("direction", "direction"), .init("payload_bytes", "payload bytes"),
        .init("seconds_median", "median ms", digits: 3, scale: 1e3),
        .init("seconds_lower_quartile", "¼ below ms", digits: 3, scale: 1e3),
        .init("seconds_upper_quartile", "¼ above ms", digits: 3, scale: 1e3),
        .init("repeats", "repeats"),
        .init("bytes_per_second", "MB/s", digits: 1, scale: 1e-6),
        .init("bits_per_second", "Mbit/s", digits: 0, scale: 1e-6),
      ])
    for bytes in bandwidthPayloads {
      for isToServer in [true, false] {
        let sample = try times { () throws(BenchmarkError) in
          isToServer
            ? try ask(.take, payloadBytes: bytes).seconds
            : try ask(.give, answerBytes: bytes).seconds
        }
        let rate = Double(bytes) / sample.median
        table.append([
          .text(isToServer ? "to the server" : "from the server"), .integer(bytes),
          .number(sample.median), .number(sample.lowerQuartile), .number(sample.upperQuartile),
          .integer(sample.count), .number(rate), .number(8 * rate),
        ])
      }
    }
    return table
  }

  private func times(
    _ round: () throws(BenchmarkError) -> Double
  ) throws(BenchmarkError) -> TimingSample {
    for _ in 0..<Self.warmUpRounds { _ = try round() }
    var seconds: [Double] = []
    let start = party.clock.now
    while repeats.map({ seconds.count < $0 })
      ?? (seconds.count < Self.roundsMin || party.clock.now - start < duration)
    {
      seconds.append(try round())
    }
    return TimingSample(seconds)
  }

  /// Sends a request and waits for its answer; what came is compared with what was wanted afterwards.
  private func ask(
    _ kind: ProbeFrame.Kind, payloadBytes: Int = 0, answerBytes: Int = 0
  ) throws(BenchmarkError) -> (seconds: Double, damagedPayloads: UInt64) {
    number += 1
    var request = ProbeFrame(kind, number: number, count: UInt64(answerBytes))
    var payload: SocketBuffer?
    if payloadBytes > 0 {
      let (buffer, isNew) = party.freeBuffer(floats: payloadBytes / MemoryLayout<Float>.stride)
      if isNew { ProbeParty<WorkerLink>.fill(buffer) }
      request.checksum = PayloadChecksum(of: buffer.floats)
      payload = buffer
    }
    let deadline = party.clock.now + timeout
    var begin = party.clock.now
    while !party.send(request, payload: payload, to: .server) {
      // There is no connection yet.
      try checkHandshake()
      guard party.clock.now < deadline else { throw noAnswer }
      party.link.wait(until: party.clock.now + .milliseconds(10))
      begin = party.clock.now
    }
    while true {
      try checkHandshake()
      guard let incoming = party.link.receive() else {
        guard party.clock.now < deadline else { throw noAnswer }
        party.link.wait(until: deadline)
        continue
      }
      let seconds = (party.clock.now - begin).inSeconds
      defer { if let payload = incoming.payload { party.link.release(payload) } }
      guard let answer = try? ProbeFrame(incoming.head), answer.kind == .answer else {
        throw BenchmarkError("what listens at \(endpoint) is no ps benchmark link --bind")
      }
      guard answer.number == number else { continue }
      let isWhole = incoming.payloadBytes?.count ?? 0 == answerBytes
      let isSame = kind != .echo || answer.checksum == request.checksum
      if !isWhole || !isSame || !answer.isIntact(incoming.payloadBytes) { damagedPayloads += 1 }
      return (seconds, answer.count)
    }
  }

  private var noAnswer: BenchmarkError {
    guard number == 1 else {
      return BenchmarkError(
        "no answer from \(endpoint) for \(timeout.inSeconds) s, after \(number - 1) that came: the "
          + "connection is lost, or what came by it was damaged")
    }
    return BenchmarkError(
      "no answer from \(endpoint) for \(timeout.inSeconds) s: is ps benchmark link --bind running there, "
        + "and does every firewall on the way let that port through?")
  }

  /// Such as `2 payloads were damaged`.
  public static func damaged(_ count: UInt64) -> String {
    count == 1 ? "1 payload was damaged" : "\(count) payloads were damaged"
  }

  private func checkHandshake() throws(BenchmarkError) {
    while let failure = party.link.takeHandshakeFailure() {
      if failure == .brokenOff {
        brokenHandshakes += 1
        if brokenHandshakes < Limits.brokenHandshakesMin { continue }
      }
      throw BenchmarkError("\(failure)")
    }
  }
}
