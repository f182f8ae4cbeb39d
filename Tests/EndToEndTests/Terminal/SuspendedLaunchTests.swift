import Foundation
import Glibc
import Testing

/// ctrl-Z in the terminal of a launch.
struct SuspendedLaunchTests {
  private func steps(_ scratch: Scratch) -> Int64 {
    (try? logged("step", in: scratch.path("run")))?.last?["step"]?.integerValue ?? 0
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

  /// What the system says of a process.
  private struct Process {
    let state: String
    let group: Int32
    /// The group in the foreground of its terminal.
    let foreground: Int32

    init(_ id: Int32) throws {
      let text = try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
      // Its name may have anything in it, and ends at the last parenthesis.
      let fields = try #require(text.split(separator: ")").last).split(separator: " ")
      state = String(fields[0])
      group = try #require(Int32(fields[2]))
      foreground = try #require(Int32(fields[5]))
    }

    static func children(of id: Int32) throws -> [Int32] {
      try String(contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)
        .split(separator: " ").compactMap { Int32($0) }
    }
  }

  @Test func `ctrl-Z, fg, bg and ctrl-C in a shell`() throws {
    let scratch = try Scratch()
    let shell = try OnTerminal(
      URL(fileURLWithPath: "/bin/bash"), ["--norc", "--noprofile", "-i"], columns: 100,
      isTyped: true)
    let words =
      [Programs.ps.path, "launch", "--quiet", "--workers=2", "--out=\(scratch.path("run"))"]
      + DigitsRun.job + ["--steps=100000000", "--checkpoint-every=100000000"]
    shell.type(words.joined(separator: " "))
    wait { steps(scratch) > 0 }
    let launch = try #require(try Process.children(of: shell.id).first)
    // The launcher, the server and two workers.
    wait { (try? Process.children(of: launch).count) == 3 }
    let group = try [launch] + Process.children(of: launch)
    func states() -> Set<String> { Set(group.map { (try? Process($0).state) ?? "ended" }) }

    for command in ["fg", "bg"] {
      shell.type([0x1A])
      wait { states() == ["T"] }
      let before = steps(scratch)
      // The shell has its terminal back before it takes a command.
      wait { (try? Process(shell.id)).map { $0.foreground == $0.group } == true }
      shell.type(command)
      wait { steps(scratch) > before + 100 }
      #expect(!states().contains("T"))
    }
    shell.type("fg")
    wait { (try? Process(launch)).map { $0.foreground == $0.group } == true }
    shell.type([0x03])
    wait { states() == ["ended"] }
    #expect(FileManager.default.fileExists(atPath: scratch.path("run/latest.safetensors")))
    shell.type("exit $?")
    #expect(shell.waitForEnd() == 130)
  }
}
