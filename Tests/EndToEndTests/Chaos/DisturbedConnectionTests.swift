import Foundation
import Testing

/// Workers whose every connection to the server is cut, held up and damaged again and again.
struct DisturbedConnectionTests {
  @Test(arguments: [false, true])
  func `a run behind a proxy that cuts connections and turns bits over`(hasKeys: Bool) throws {
    let settings = ChaosSettings.current
    let wanted = settings.cutsAndFlips
    // With 1 MB from one to the next, 20 to 50 steps, so that some come undisturbed at the end.
    let run = DigitsRun(scratch: try Scratch(), steps: wanted * 80)
    if hasKeys { try run.scratch.makeKeys("keys", workers: ["worker"]) }
    print("disturbed connections: seed \(settings.seed), \(run.steps) steps")
    let server = try Running(
      Programs.ps,
      ["serve", "--bind=tcp://127.0.0.1:*", "--out=\(run.out)", "--steps=\(run.steps)"]
        + ["--workers-expected=3", "--heartbeat-timeout=1", "--log-every=50"] + DigitsRun.job
        + (hasKeys ? run.scratch.serverKeys("keys") : []))
    let listening = try #require(server.waitForLine { $0.contains("listening at tcp://") })
    let address = try #require(listening.split(separator: ",").first)
    let port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })

    let proxy = try DisturbingProxy(
      to: port, seed: settings.seed, distance: 1_000_000, limit: wanted)
    let workers = try (1...3).map { number in
      try Running(
        Programs.worker,
        ["--connect=tcp://127.0.0.1:\(proxy.port)", "--name=worker-\(number)", "--quiet"]
          + ["--server-timeout=60", "--heartbeat-timeout=1"]
          + (hasKeys ? run.scratch.workerKeys("keys", "worker") : []))
    }
    let ending = server.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    // One that was cut off at the end looks for the server until it is told to go.
    for worker in workers { worker.signal(SIGTERM) }
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    proxy.end()
    let counts = proxy.counts
    let mistakes = try run.log("bad_frame").compactMap { $0["mistake"]?.stringValue }
    print("disturbed connections: \(counts); bad frames at the server: \(mistakes)")
    #expect(counts.cuts + counts.flips >= wanted / 2, "\(counts)")
    #expect(counts.cuts >= wanted / 8 && counts.flips >= wanted / 8, "\(counts)")
    let badFrames = try run.log("discarded").compactMap { $0["bad_frames"]?.integerValue }
    // What can't be decrypted is no frame, and ends the connection; messages of sessions that ended so
    // may still come.
    #expect(
      hasKeys ? badFrames.allSatisfy { $0 == 0 } : badFrames.count == 1 && badFrames[0] > 0,
      "\(badFrames)")
    #expect(try run.hash() == SequentialReference.hash(steps: run.steps))
  }
}
