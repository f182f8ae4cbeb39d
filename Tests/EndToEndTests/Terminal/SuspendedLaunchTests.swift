import Foundation
import Glibc
import Testing

/// ctrl-Z and ctrl-C in the terminal of a launch that a shell with job control has started.
struct SuspendedLaunchTests {
  /// A shell that runs a launch, waits for the file `go` where that was stopped, and lets it go on.
  private func shell(_ scratch: Scratch) throws -> OnTerminal {
    let script = """
      set -m
      "$@"
      touch "$FOLDER/stopped"
      while [ ! -e "$FOLDER/go" ]; do sleep 0.05; done
      fg >/dev/null 2>&1
      echo $? >"$FOLDER/code"
      """
    return try OnTerminal(
      URL(fileURLWithPath: "/bin/bash"),
      [
        "-c", script, "bash", Programs.ps.path, "launch", "--workers=2",
        "--out=\(scratch.path("run"))", "--log-every=1",
      ] + DigitsRun.job + ["--steps=100000000", "--checkpoint-every=100000000"], columns: 100,
      environment: ["FOLDER": scratch.url.path])
  }

  private func steps(_ scratch: Scratch) -> Int64 {
    (try? logged("step", in: scratch.path("run")))?.last?["step"]?.integerValue ?? 0
  }

  /// The state of a process as the system has it, such as `T` for stopped.
  private func state(_ id: Int32) -> Character? {
    let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
    return text?.split(separator: ")").last?.first { $0 != " " }
  }

  private func processes(_ scratch: Scratch) throws -> [Int32] {
    let launcher = try #require(
      try ProcessTable.ids(with: ["launch\0", scratch.path("run")]).first {
        state($0) != nil
          && (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8)) == "ps\n"
      })
    return try [launcher] + ProcessTable.ids(with: ["serve\0"], parent: launcher)
      + ProcessTable.ids(with: ["--name=worker-"], parent: launcher)
  }

  @Test func `ctrl-Z stops server and workers too, fg lets all go on, and ctrl-C ends them`() throws
  {
    let scratch = try Scratch()
    let run = try shell(scratch)
    #expect(run.read { !$0.isCursorVisible })
    wait { steps(scratch) > 0 }
    let all = try processes(scratch)
    #expect(all.count == 4)
    run.type([0x1A])
    wait { exists(scratch.path("stopped")) }
    for id in all { wait { state(id) == "T" } }
    #expect(run.read { $0.isCursorVisible })
    let before = steps(scratch)
    _ = try scratch.write("go", "")
    wait { steps(scratch) > before + 100 }
    // Twice at once, as a key that bounces.
    run.type([0x03])
    run.type([0x03])
    _ = run.waitForEnd()
    #expect(try String(contentsOfFile: scratch.path("code"), encoding: .utf8) == "130\n")
    #expect(run.screen.lines.contains { $0.hasPrefix("ps: stopping with a checkpoint; ctrl-C") })
    #expect(try logged("checkpoint", in: scratch.path("run")).count == 1)
    #expect(try ProcessTable.commandLines(with: scratch.path("run")).isEmpty)
  }

  /// A process that no shell could let go on is not stopped: the session's first, as in a container.
  @Test func `ctrl-Z where nobody could let it go on`() throws {
    let scratch = try Scratch()
    let run = try OnTerminal(
      Programs.ps,
      ["launch", "--workers=1", "--out=\(scratch.path("run"))", "--log-every=1"] + DigitsRun.job
        + ["--steps=100000000"], columns: 100)
    #expect(run.read { !$0.isCursorVisible })
    wait { steps(scratch) > 0 }
    run.type([0x1A])
    let before = steps(scratch)
    wait { steps(scratch) > before + 500 }
    run.signal(SIGTERM)
    #expect(run.waitForEnd() == 0)
  }
}
