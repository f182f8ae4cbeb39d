import Foundation
import Glibc
import Testing
import Text

/// Nobody who does not read what a process says holds up what it does.
struct UnreadMessagesTests {
  /// A server that says more than its pipe and its queue hold, and a reader that begins late.
  @Test func `a pipe that nobody reads`() throws {
    let run = DigitsRun(
      scratch: try Scratch(), steps: 100_000_000, extra: ["--checkpoint-every=100000000"])
    let server = try run.server()
    let worker = try run.worker()
    // A step's line has more than 200 bytes.
    let many = 3 * (1 << 20) / 200
    wait {
      guard
        let text = try? String(contentsOfFile: run.out + "/log.jsonl", encoding: .utf8)
      else { return false }
      return text.utf8.count { $0 == UInt8(ascii: "\n") } > many
    }
    let notice = server.waitForLine { $0.contains("dropped") }
    let json = try JSON.parse(try #require(notice))
    #expect(json["event"]?.stringValue == "failure")
    let text = try #require(json["text"]?.stringValue)
    let count = try #require(Int(text.prefix { $0.isNumber }))
    #expect(count > 0)
    #expect(
      text.hasSuffix(
        count == 1
          ? " message was dropped here, since nobody read those before it"
          : " messages were dropped here, since nobody read those before them"))
    server.signal(SIGTERM)
    let ending = server.waitForEnd()
    #expect(ending.code == 0)
    for line in ending.error.split(separator: "\n") { _ = try JSON.parse(String(line)) }
    #expect(worker.waitForEnd().code == 0)
  }

  /// What was said last is not waited for without end.
  @Test func `a pipe that nobody ever reads`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: 20_000)
    let server = try run.server()
    let worker = try run.worker()
    #expect(worker.waitForEnd().code == 0)
    wait { !server.isRunning }
    #expect(try run.log("checkpoint").last?["version"]?.integerValue == 20_000)
  }

  /// As with ctrl-S: the terminal takes nothing more.
  @Test func `a terminal that stands still`() throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    let run = try OnTerminal(
      Programs.ps,
      ["launch", "--workers=2", "--out=\(out)", "--log-every=1"] + DigitsRun.job
        + ["--steps=100000000", "--checkpoint-every=100000000"], columns: 100)
    #expect(run.read { !$0.isCursorVisible })
    run.type([0x13])
    func steps() -> Int64 {
      (try? logged("step", in: out))?.last?["step"]?.integerValue ?? 0
    }
    // Long enough for the status line to fill whatever room there is, were it waited for.
    let before = steps()
    wait { steps() > before + 2000 }
    run.type([0x11])
    run.signal(SIGTERM)
    #expect(run.waitForEnd() == 0)
    #expect(run.screen.isCursorVisible)
    #expect(run.screen.lines.contains { $0.hasPrefix("ps: stopped at step") })
  }
}
