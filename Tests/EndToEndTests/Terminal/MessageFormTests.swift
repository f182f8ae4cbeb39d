import Foundation
import Glibc
import Testing
import Text

/// What programs write where there is no terminal.
@Suite struct MessageFormTests {
  private static let job = ["--model=64-10", "--data=digits", "--steps=200"]

  private func expectJSON(_ text: String) {
    for line in text.split(separator: "\n") {
      let object = (try? JSON.parse(String(line)))?.objectValue
      #expect(object?.contains { $0.key == "event" } ?? false, "\(line)")
    }
  }

  @Test func `A pipe gets no escape sequence`() throws {
    let scratch = try Scratch()
    let server = try Running(
      Programs.ps,
      ["serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))"] + Self.job,
      environment: ["TERM": "xterm", "CLICOLOR_FORCE": "1"])
    let name = "w\u{1B}[31m\u{9B}1A"
    let worker = try Running(
      Programs.worker, ["--connect=\(scratch.endpoint)", "--name=\(name)"],
      environment: ["TERM": "xterm"])
    for ending in [server.waitForEnd(), worker.waitForEnd()] {
      #expect(ending.code == 0)
      #expect(!ending.error.isEmpty)
      #expect(!(ending.error + ending.output).utf8.contains(0x1B))
      #expect(!(ending.error + ending.output).unicodeScalars.contains("\u{9B}"))
    }
  }

  @Test func `Quiet, a run that succeeds says nothing`() throws {
    let scratch = try Scratch()
    for format in ["text", "json"] {
      let ending = try Running(
        Programs.ps,
        ["launch", "--workers=2", "--quiet", "--out=\(scratch.path(format))"]
          + ["--log-format=\(format)"] + Self.job
      ).waitForEnd()
      #expect(ending.code == 0)
      #expect(ending.output == "")
      #expect(ending.error == "")
    }
  }

  @Test(arguments: [false, true]) func `Launcher, server and workers write JSON`(isQuiet: Bool)
    throws
  {
    let scratch = try Scratch()
    let out = scratch.path("run")
    let run = try Running(
      Programs.ps,
      ["launch", "--workers=2", "--log-format=json", "--out=\(out)", "--max-restarts=1"]
        + (isQuiet ? ["--quiet"] : []) + ["--model=64-10", "--steps=100000000"]
        // Nobody reads what is said until the end: it must fit into a pipe.
        + ["--log-every=1000000"])
    func isLogged(_ event: String, times count: Int) throws -> Bool {
      guard FileManager.default.fileExists(atPath: out + "/log.jsonl") else { return false }
      let text = try String(contentsOfFile: out + "/log.jsonl", encoding: .utf8)
      return text.split(separator: "\n").count { $0.contains("\"event\":\"\(event)\"") } >= count
    }
    // Before that, the loss of a worker ends the launch.
    while run.isRunning, try !isLogged("started", times: 1) {}
    for worker in try ProcessTable.ids(
      with: ["--name=worker-", "--connect=ipc://"], parent: run.id)
    { kill(worker, SIGKILL) }
    while run.isRunning, try !isLogged("worker_joined", times: 3) {}
    let server = try #require(try ProcessTable.ids(with: ["serve"], parent: run.id).first)
    kill(server, SIGKILL)
    let ending = run.waitForEnd()
    #expect(ending.code == 1)
    expectJSON(ending.error)
    let events = ending.error.split(separator: "\n").compactMap {
      (try? JSON.parse(String($0)))?["event"]?.stringValue
    }
    #expect(events.filter { $0 == "failure" }.count >= 3)
    #expect(isQuiet == !events.contains("listening"))
  }

  @Test func `A worker writes JSON`() throws {
    let scratch = try Scratch()
    let ending = try Running(
      Programs.worker,
      ["--connect=\(scratch.endpoint)", "--name=w", "--log-format", "json", "--server-timeout=1"]
    ).waitForEnd()
    #expect(ending.code == 1)
    expectJSON(ending.error)
    let line = try JSON.parse(ending.error)
    #expect(line["process"]?.stringValue == "w")
    #expect(line["event"]?.stringValue == "failure")
  }

  @Test(arguments: [
    ["serve", "--log-format=json", "--no-such-option"],
    ["launch", "--workers=0", "--log-format=json"],
    ["serve", "--log-format", "json", "--out=/dev/null"],
  ]) func `What is wrong with the arguments is said as JSON`(arguments: [String]) throws {
    let ending = try Running(Programs.ps, arguments).waitForEnd()
    #expect(ending.code == 2)
    #expect(!ending.error.isEmpty)
    expectJSON(ending.error)
  }
}
