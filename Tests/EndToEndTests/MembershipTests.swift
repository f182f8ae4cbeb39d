import Foundation
import Testing

/// Real processes that die, stop and leave in mid-run.
@Suite(.serialized) struct MembershipTests {
  @Test func `a worker that is killed`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    // The run waits for it until it is missed.
    let server = try run.server("--workers-expected=2", "--speculate=0")
    let (stays, dies) = (try run.worker("--name=stays"), try run.worker("--name=dies"))
    server.waitForStep(20)
    dies.signal(SIGKILL)
    #expect(server.waitForEnd().code == 0)
    #expect(stays.waitForEnd().code == 0)
    #expect(try run.hash() == SameBitsTests.longReference.get())
    #expect(try run.log("worker_left").map { $0["worker"] } == ["dies"])
  }

  @Test func `a worker that is stopped is given up by heartbeat`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let server = try run.server("--workers-expected=2", "--heartbeat-timeout=3", "--speculate=0")
    let (stays, stops) = (try run.worker("--name=stays"), try run.worker("--name=stops"))
    server.waitForStep(20)
    stops.signal(SIGSTOP)
    let left = try #require(server.waitForEvent("worker_left"))
    #expect(left["worker"] == "stops")
    #expect(server.waitForEnd().code == 0)
    stops.signal(SIGCONT)
    #expect(stays.waitForEnd().code == 0)
    // The run is over: it finds no server any more, and is told to go.
    stops.signal(SIGTERM)
    #expect(stops.waitForEnd().code == 0)
    #expect(try run.hash() == SameBitsTests.longReference.get())
  }

  @Test func `a worker that leaves`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let server = try run.server("--workers-expected=2", "--speculate=0")
    let (stays, leaves) = (try run.worker("--name=stays"), try run.worker("--name=leaves"))
    server.waitForStep(20)
    leaves.signal(SIGTERM)
    #expect(leaves.waitForEnd().code == 0)
    #expect(server.waitForEnd().code == 0)
    #expect(stays.waitForEnd().code == 0)
    #expect(try run.hash() == SameBitsTests.longReference.get())
    let reasons = try run.log("worker_left").filter { $0["worker"] == "leaves" }
      .compactMap { $0["reason"]?.stringValue }
    // The server may find the connection closed before it reads the goodbye that came by it.
    #expect(
      reasons == ["it was told to terminate"] || reasons == ["its connection is gone"])
  }

  @Test func `all workers die, and another comes`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let server = try run.server()
    let first = try run.worker("--name=first")
    server.waitForStep(20)
    first.signal(SIGKILL)
    #expect(server.waitForEvent("worker_left") != nil)
    let second = try run.worker("--name=second")
    #expect(server.waitForEnd().code == 0)
    #expect(second.waitForEnd().code == 0)
    #expect(try run.hash() == SameBitsTests.longReference.get())
  }

  @Test func `a worker without a server gives up`() throws {
    let scratch = try Scratch()
    let ending = try Running(
      Programs.worker, ["--connect=\(scratch.endpoint)", "--server-timeout=1", "--name=lost"]
    ).waitForEnd()
    #expect(ending.code == 1)
    #expect(ending.error == "worker lost: gave up: no server has answered for 1.0 s\n")
  }

  @Test func `ctrl-C ends a launch, and it can be resumed`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let arguments =
      ["launch", "--workers=2", "--out=\(run.out)", "--log-every=1", "--log-format=json"]
      + DigitsRun.job
    let launch = try Running(Programs.ps, arguments + ["--steps=1000000"])
    launch.waitForStep(20)
    launch.signal(SIGINT)
    #expect(launch.waitForEnd().code == 130)
    let step = try #require(try run.log("checkpoint").last?["version"]?.integerValue)
    #expect(step >= 20)
    let ended = try run.log("ended").map { $0["outcome"] }
    #expect(ended == ["interrupted"])
  }

  /// The server waits for both: it would wait for ever.
  @Test func `a launch of which a worker can't even begin ends with the cause`() throws {
    let scratch = try Scratch()
    let worker = try scratch.write(
      "worker",
      "#!/bin/sh\ncase $* in *worker-1*) exit 3 ;; esac\nexec \(Programs.worker.path) \"$@\"\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: worker)
    let ending = try ps(
      "launch", "--workers=2", "--worker-path=\(worker)", "--out=\(scratch.path("run"))", "--quiet")
    #expect(ending.code == 3)
    #expect(ending.error == "ps: the first to fail: worker-1 ended with exit code 3\n")
  }

  @Test func `a launch with keys`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let keys = run.scratch.path("keys")
    #expect(try ps("keygen", keys).code == 0)
    let ending = try Running(
      Programs.ps,
      ["launch", "--workers=2", "--out=\(run.out)", "--steps=\(run.steps)", "--quiet"]
        + ["--key=\(keys)/server.key_secret", "--authorized-workers=\(keys)/workers"]
        + ["--worker-key=\(keys)/worker.key_secret"] + DigitsRun.job
    ).waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try run.hash() == SameBitsTests.reference.get())
    #expect(try run.log("worker_joined").map { $0["key"] } == ["worker", "worker"])
  }
}
