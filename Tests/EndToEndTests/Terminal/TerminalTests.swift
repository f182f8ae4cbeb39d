import Foundation
import Glibc
import TerminalEmulation
import Testing

@Suite struct TerminalTests {
  private static let job = ["--model=64-10", "--data=digits", "--steps=60000"]

  private func launch(
    _ out: String, columns: Int = 100, environment: [String: String] = [:]
  ) throws -> OnTerminal {
    try OnTerminal(
      Programs.ps, ["launch", "--workers=2", "--out=\(out)"] + Self.job, columns: columns,
      environment: environment)
  }

  private func isStatus(_ line: String) -> Bool {
    !line.hasPrefix("ps: ") && (line.contains(" %") || line.contains("/60000"))
  }

  private func step(_ line: String) -> Int? {
    line.split(separator: " ").lazy.filter { $0.hasSuffix("/60000") }
      .compactMap { Int($0.dropLast(6)) }.first
  }

  /// Whatever the terminal's sizes, at each moment between two writes all lines but the last are
  /// messages; at the end nothing else is there.
  @Test func `A run leaves a clean screen`() throws {
    let scratch = try Scratch()
    let run = try launch(scratch.path("run"))
    let widths = [80, 160, 40, 100, 23, 60, 131, 12, 200, 79]
    var resizes = 0
    var drawings = 0
    var stopsAt: Int?
    while run.read() {
      guard run.bytes.suffix(6).elementsEqual("\u{1B}[?7h\r".utf8) else { continue }
      let lines = run.screen.lines
      #expect(lines.dropLast().allSatisfy { $0.hasPrefix("ps: ") })
      #expect(run.screen.cursorLine.index == lines.count - 1)
      drawings += 1
      if drawings % 3 == 0, resizes < widths.count {
        run.resize(to: widths[resizes])
        resizes += 1
      } else if stopsAt == nil, resizes == widths.count {
        stopsAt = drawings + 3
      } else if stopsAt == drawings {
        run.signal(SIGTERM)
      }
    }
    #expect(run.waitForEnd() == 0)
    let screen = run.screen
    #expect(resizes == widths.count, "the run was long enough to be resized often")
    #expect(screen.unknown == [])
    #expect(screen.isCursorVisible && screen.wrapsAutomatically && screen.column == 0)
    #expect(screen.lines.last == "")
    #expect(screen.lines.dropLast().allSatisfy { $0.hasPrefix("ps: ") })
    #expect(screen.lines.contains { $0.hasPrefix("ps: stopped at step") })
    #expect(screen.hasStyles)
  }

  @Test func `The line takes the room that there is`() throws {
    let scratch = try Scratch()
    let run = try launch(scratch.path("run"), columns: 160)
    #expect(
      run.read { $0.lines.last.map { $0.hasPrefix("[") && $0.contains("samples/s") } ?? false })
    run.resize(to: 40)
    let drawn = run.read {
      $0.lines.last.map { isStatus($0) && $0.count < 40 && !$0.contains("samples/s") } ?? false
    }
    #expect(drawn)
    run.resize(to: 160)
    #expect(run.read { $0.lines.last?.contains("samples/s") ?? false })
  }

  /// While no step comes, the time that has passed still moves.
  @Test func `A wait shows, and for how long`() throws {
    let scratch = try Scratch()
    let run = try OnTerminal(
      Programs.ps,
      [
        "serve", "--bind=\(scratch.endpoint)", "--workers-expected=2",
        "--out=\(scratch.path("run"))",
      ]
        + Self.job, columns: 100)
    for seconds in 0...2 {
      let text = "waiting for workers: 0 of 2 are ready (\(seconds) s)"
      #expect(run.read { $0.lines.last == text })
    }
    run.signal(SIGTERM)
    #expect(run.waitForEnd() == 0)
    #expect(run.screen.isCursorVisible)
  }

  @Test func `A killed server's line is taken away`() throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    let run = try launch(out)
    #expect(run.read { $0.lines.last.map { step($0) ?? 0 > 0 } ?? false })
    #expect(!run.screen.isCursorVisible)
    let server = try #require(try ProcessTable.ids(with: ["serve", "--out=\(out)"]).first)
    kill(server, SIGKILL)
    #expect(run.waitForEnd() == 1)
    #expect(run.screen.isCursorVisible)
    #expect(run.screen.lines.allSatisfy { $0.isEmpty || $0.hasPrefix("ps: ") })
    #expect(run.screen.lines.contains("ps: the first to fail: the server was killed by signal 9"))
  }

  @Test func `A crash restores the cursor`() throws {
    let scratch = try Scratch()
    let run = try OnTerminal(
      Programs.ps,
      ["serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))"] + Self.job,
      columns: 100)
    #expect(run.read { !$0.isCursorVisible })
    run.signal(SIGABRT)
    #expect(run.waitForEnd() == -SIGABRT)
    #expect(run.screen.isCursorVisible && run.screen.lines.last == "")
  }

  @Test(arguments: ["1", ""]) func `NO_COLOR`(value: String) throws {
    let scratch = try Scratch()
    let run = try launch(scratch.path("run"), environment: ["NO_COLOR": value])
    #expect(run.read { $0.lines.last.map { step($0) ?? 0 > 0 } ?? false })
    // Set to nothing it counts as not set.
    #expect(run.screen.hasStyles == value.isEmpty)
  }

  @Test func `A terminal that can do nothing is written plain lines`() throws {
    let scratch = try Scratch()
    let run = try launch(scratch.path("run"), environment: ["TERM": "dumb"])
    #expect(run.read { $0.lines.contains { $0.hasPrefix("ps: epoch 1,") } })
    run.signal(SIGTERM)
    #expect(run.waitForEnd() == 0)
    #expect(!run.bytes.contains(0x1B))
  }
}
