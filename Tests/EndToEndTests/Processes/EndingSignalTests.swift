import Foundation
import Glibc
import Testing

/// Whatever can end a process in an orderly way leaves a checkpoint of the last step, and nothing else.
struct EndingSignalTests {
  /// All whose default action ends a process, but those of a crash, SIGKILL, SIGUSR1, which asks for a
  /// checkpoint, and SIGPIPE, which tells of a reader.
  private static let endings: [Int32] =
    [
      SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR,
      SIGXCPU,
      SIGSTKFLT,
    ] + [34, 64]

  private static func run(_ scratch: Scratch) -> DigitsRun {
    DigitsRun(scratch: scratch, steps: 100_000_000, extra: ["--checkpoint-every=100000000"])
  }

  @Test(arguments: endings) func `a server`(signal: Int32) throws {
    let run = Self.run(try Scratch())
    let server = try run.server()
    let worker = try run.worker()
    server.waitForStep(5)
    server.signal(signal)
    #expect(server.waitForEnd().code == (signal == SIGTERM ? 0 : 128 + signal))
    #expect(worker.waitForEnd().code == 0)
    #expect(try run.log("checkpoint").count == 1)
    let last = try #require(try run.log("step").last?["step"]?.integerValue)
    #expect(try run.log("checkpoint").last?["version"]?.integerValue == last)
  }

  @Test(arguments: [SIGHUP, SIGUSR2, SIGQUIT]) func `a worker`(signal: Int32) throws {
    let run = Self.run(try Scratch())
    let server = try run.server()
    let worker = try run.worker()
    server.waitForStep(5)
    worker.signal(signal)
    #expect(worker.waitForEnd().code == 128 + signal)
    #expect(server.waitForEvent("worker_left") != nil)
    server.signal(SIGTERM)
    #expect(server.waitForEnd().code == 0)
  }

  @Test(arguments: [SIGHUP, SIGINT, SIGUSR2, SIGALRM, SIGQUIT]) func `a launcher`(signal: Int32)
    throws
  {
    let scratch = try Scratch()
    let temporary = scratch.path("t")
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
    let out = scratch.path("run")
    let launch = try Running(
      Programs.ps,
      ["launch", "--workers=2", "--out=\(out)", "--quiet", "--log-every=1"] + DigitsRun.job
        + ["--steps=100000000", "--checkpoint-every=100000000"], environment: ["TMPDIR": temporary])
    wait { exists(out + "/log.jsonl") && (try? logged("step", in: out).isEmpty) == false }
    // The server's checkpoint, and nothing ends.
    launch.signal(SIGUSR1)
    wait { exists(out + "/latest.safetensors") }
    #expect(launch.isRunning)
    launch.signal(signal)
    #expect(launch.waitForEnd().code == 128 + signal)
    #expect(try logged("checkpoint", in: out).count >= 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
    #expect(try ProcessTable.commandLines(with: scratch.url.path).isEmpty)
  }

  /// As a closed terminal does under `nohup`.
  @Test func `a signal that whoever started it ignores is ignored`() throws {
    let run = Self.run(try Scratch())
    let server = try Running.shell(
      "trap '' HUP; exec \"$@\"", Programs.ps,
      ["serve", "--bind=\(run.scratch.endpoint)", "--out=\(run.out)", "--steps=\(run.steps)"]
        + ["--log-every=1", "--log-format=json"] + DigitsRun.job)
    let worker = try run.worker()
    server.waitForStep(1)
    server.signal(SIGHUP)
    server.waitForStep(50)
    server.signal(SIGTERM)
    #expect(server.waitForEnd().code == 0)
    _ = worker.waitForEnd()
  }

  /// Nobody reads what a server says any more: it goes on, and ends in good order.
  @Test func `a reader of messages that goes away`() throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    // The program's own code is not that of the pipeline.
    let run = try Running.shell(
      #"{ "$@"; echo $? >"$CODE"; } 2>&1 | head -n 1"#, Programs.ps,
      ["launch", "--workers=1", "--out=\(out)", "--log-format=json", "--log-every=1"]
        + DigitsRun.job + ["--steps=3000"], environment: ["CODE": scratch.path("code")])
    #expect(run.waitForEnd().code == 0)
    let code = scratch.path("code")
    wait { (try? String(contentsOfFile: code, encoding: .utf8))?.isEmpty == false }
    // It is the summary that nobody reads.
    #expect(try String(contentsOfFile: code, encoding: .utf8) == "141\n")
    #expect(try logged("checkpoint", in: out).last?["version"]?.integerValue == 3000)
  }

  /// An end that was asked for does not wait for whoever reads the summary.
  @Test func `a summary that nobody reads`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: 100_000_000)
    let pipe = run.scratch.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    // As full as a pipe can be, and open at both ends.
    let server = try Running.shell(
      #"exec 3<>"$PIPE"; head -c 65536 /dev/zero >&3; exec "$@" >&3"#, Programs.ps,
      ["serve", "--bind=\(run.scratch.endpoint)", "--out=\(run.out)", "--steps=\(run.steps)"]
        + DigitsRun.job, environment: ["PIPE": pipe])
    let worker = try run.worker()
    wait { ((try? run.log("step").count) ?? 0) > 0 }
    server.signal(SIGTERM)
    #expect(server.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
  }

  /// Nothing is there, so nothing is shown of it.
  @Test func `an end before the first step`() throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    let server = try Running(
      Programs.ps, ["serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--model=64-10"])
    #expect(server.waitForLine { $0.contains("listening at") } != nil)
    server.signal(SIGTERM)
    let ending = server.waitForEnd()
    #expect(ending.code == 0)
    #expect(ending.output == "")
    #expect(ending.error.hasSuffix("ps: nothing was trained, and nothing is kept\n"))
    #expect(!exists(out))
  }
}
