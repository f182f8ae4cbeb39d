import CZeroMQ
import Foundation
import Testing

extension BadInputTests {
  /// Strangers that send garbage while a run goes on, which does not mind.
  struct GarbageTests {
    /// 64-32-10 with biases: 2,080 + 330 parameters.
    private static let parameterBytes = 2410 * 4

    @Test(arguments: [UInt64(1), 2])
    func `a run ends with the right bits`(seed: UInt64) throws {
      let run = DigitsRun(scratch: try Scratch(), steps: 600)
      let server = try Running(
        Programs.ps,
        ["serve", "--bind=tcp://127.0.0.1:*", "--out=\(run.out)", "--steps=\(run.steps)"]
          + ["--log-every=50", "--log-format=json"] + DigitsRun.job)
      let endpoint = try #require(server.waitForEvent("listening")?["endpoint"]?.stringValue)
      let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })

      var garbage = Garbage(
        seed: seed, parameterBytes: Self.parameterBytes, job: try run.jobFingerprint())
      let strangers = [
        try RawZeroMQSocket(endpoint), try RawZeroMQSocket(endpoint),
        try RawZeroMQSocket(endpoint, name: "I am the server"),
        // Its every message begins with an empty part.
        try RawZeroMQSocket(endpoint, type: ZMQ_REQ),
        // The server's kind of socket does not talk to this one.
        try RawZeroMQSocket(endpoint, type: ZMQ_PUB),
      ]
      var connections: [RawTCPConnection] = []
      func pester() throws {
        for message in garbage.messages() {
          for stranger in strangers { stranger.send(message) }
        }
        // The server's end may be gone already.
        for stream in garbage.streams() {
          guard let connection = try? RawTCPConnection(port: port) else { continue }
          connection.send(stream)
          connections.append(connection)
        }
        connections = connections.suffix(60)
      }

      // One at first: the log has ever fewer lines on them.
      strangers[0].send([[1, 2, 3]])
      #expect(server.waitForEvent("bad_frame")?["count"] == 1)
      let worker = try Running(Programs.worker, ["--connect=\(endpoint)", "--quiet"])
      #expect(server.waitForEvent("started") != nil)
      while server.isRunning { try pester() }

      let ending = server.waitForEnd()
      #expect(ending.code == 0, "\(ending.error.suffix(500))")
      #expect(worker.waitForEnd().code == 0)
      #expect(try run.hash() == SequentialReference.hash(steps: run.steps))
      #expect(try run.log("worker_left").isEmpty)
      // What is right in itself but said by a stranger is for no session, not for another job.
      let stray = try run.log("stray_message").compactMap { $0["reason"]?.stringValue }
      #expect(stray == ["it belongs to no open session"])
      let discarded = try #require(try run.log("discarded").first)
      #expect(discarded["bad_frames"]?.integerValue ?? 0 > 100)
      #expect(discarded["stray_messages"]?.integerValue ?? 0 > 10)
      // There was garbage in mid-run, too.
      let started = try #require(try run.log("started").first?["time"]?.doubleValue)
      let times = try run.log("bad_frame").compactMap { $0["time"]?.doubleValue }
      #expect(times.contains { $0 > started })
    }

    /// Where there are keys, nothing of it is even read.
    @Test func `a run with keys does not hear it`() throws {
      // Nobody reads what the server says until it has ended: it must fit into a pipe.
      let keyed = try KeyedRun(workers: ["a"], steps: 600, "--log-every=50")
      let port = try #require(keyed.endpoint.split(separator: ":").last.flatMap { UInt16($0) })
      var garbage = Garbage(
        seed: 3, parameterBytes: Self.parameterBytes, job: try keyed.run.jobFingerprint())
      let strangers = [
        try RawZeroMQSocket(keyed.endpoint), try RawZeroMQSocket(keyed.endpoint, type: ZMQ_REQ),
        try RawZeroMQSocket(keyed.endpoint, name: "I am the server"),
      ]
      var connections: [RawTCPConnection] = []
      let worker = try keyed.worker("a")
      while keyed.server.isRunning {
        for message in garbage.messages() {
          for stranger in strangers { stranger.send(message) }
        }
        for stream in garbage.streams() {
          guard let connection = try? RawTCPConnection(port: port) else { continue }
          connection.send(stream)
          connections.append(connection)
        }
        connections = connections.suffix(60)
      }
      let ending = keyed.server.waitForEnd()
      #expect(ending.code == 0, "\(ending.error.suffix(500))")
      #expect(worker.waitForEnd().code == 0)
      #expect(try keyed.run.hash() == SequentialReference.hash(steps: 600))
      #expect(try keyed.run.log("bad_frame").isEmpty)
      #expect(try keyed.run.log("stray_message").isEmpty)
    }
  }
}
