import Foundation
import Testing

extension BadInputTests {
  /// More connections than the limit of open files leaves room for.
  struct CrowdedServerTests {
    @Test func `a crowd without sessions costs one sentence, and no worker its place`() throws {
      let run = DigitsRun(scratch: try Scratch(), steps: 100_000_000)
      // A hard limit, which the server can't raise.
      let server = try Running(
        URL(fileURLWithPath: "/bin/bash"),
        ["-c", "ulimit -n 40; exec \"$@\"", "bash", Programs.ps.path, "serve", "--log-format=json"]
          + ["--bind=tcp://127.0.0.1:*", "--out=\(run.out)", "--steps=\(run.steps)"] + DigitsRun.job
      )
      let endpoint = try #require(server.waitForEvent("listening")?["endpoint"]?.stringValue)
      let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
      let early = try Running(Programs.worker, ["--connect=\(endpoint)", "--quiet"])
      wait { ((try? run.log("worker_joined").count) ?? 0) == 1 }
      let crowd = try (0..<100).map { _ in try RawTCPConnection(port: port) }
      wait { ((try? run.log("crowded").count) ?? 0) == 1 }
      let late = try Running(Programs.worker, ["--connect=\(endpoint)", "--quiet"])
      wait { ((try? run.log("worker_joined").count) ?? 0) == 2 }
      server.signal(SIGTERM)
      let ending = server.waitForEnd()
      #expect(ending.code == 0)
      #expect(early.waitForEnd().code == 0 && late.waitForEnd().code == 0)
      let max = try #require(try run.log("crowded").first?["connections_max"]?.integerValue)
      #expect((1..<40).contains(max))
      #expect(
        ending.error.components(
          separatedBy:
            "there are more connections than the \(max) that the limit of open files leaves "
            + "room for (ulimit -n is 40): those without a session make room for new ones"
        ).count == 2)
      let closed = try #require(try run.log("resources").first?["crowded_out"]?.integerValue)
      #expect(closed >= 100 - max)
      #expect(ending.error.contains("\(closed) connections in all were refused or closed"))
      // Descriptors for files are kept: checkpoints are written every fifty steps.
      #expect(try run.log("checkpoint_failed").isEmpty)
      withExtendedLifetime(crowd) {}
    }
  }
}
