import Foundation
import FoundationXML
import Testing
import Text

/// `ps report` on runs of real processes.
@Suite struct ReportTests {
  private static let modes = [
    ["--mode=sync"], ["--mode=sync", "--drop=2"], ["--mode=async"],
    ["--mode=bounded", "--staleness=2"], ["--mode=async", "--compensate=0.04"],
  ]

  @Test(arguments: modes)
  func `every mode`(mode: [String]) throws {
    let scratch = try Scratch()
    let run = scratch.path("run")
    let launch = try Running(
      Programs.ps,
      ["launch", "--workers=2", "--out=\(run)", "--model=64-10", "--epochs=3", "--log-every=1"]
        + ["--quiet"] + mode
    ).waitForEnd()
    #expect(launch.code == 0, "\(launch.error)")
    let ending = try ps("report", run, "--out", scratch.path("report"))
    #expect(ending.code == 0, "\(ending.error)")
    #expect(
      ending.output
        == ["html", "md", "json"].map { scratch.path("report/report.\($0)\n") }.joined())
    let json = try JSON.parse(
      String(contentsOfFile: scratch.path("report/report.json"), encoding: .utf8))
    let steps = try logged("step", in: run)
    #expect(json["state"] == "completed")
    #expect(json["last_step"] == steps.last?["version"])
    let seconds = steps.compactMap { $0["seconds"]?.doubleValue }.reduce(0, +)
    let samples = steps.compactMap { $0["samples"]?.doubleValue }.reduce(0, +)
    #expect(
      abs(try #require(json["samples_per_second"]?.doubleValue) / (samples / seconds) - 1) < 1e-9)
    let evaluation = try #require(try logged("evaluation", in: run).last)
    let page = try XMLDocument(
      data: Data(contentsOf: URL(fileURLWithPath: scratch.path("report/report.html"))), options: [])
    let facts = try page.nodes(forXPath: "//dd").compactMap(\.stringValue)
    let loss = try #require(evaluation["loss"]?.doubleValue)
    #expect(facts.contains(DecimalText.fixed(loss, digits: 4)))
    let inspected = try ps("inspect", run, "--json")
    #expect(
      facts.contains(
        try JSON.parse(inspected.output)["parameters_sha256"]?.stringValue ?? "none"))
    let staleness = json["staleness_histogram"]?.arrayValue
    #expect((staleness == nil) == (mode[0] == "--mode=sync"))
    if let staleness {
      #expect(staleness.compactMap(\.integerValue).reduce(0, +) == Int64(steps.count))
    }
  }

  @Test func `a run that goes on, and one whose server was killed`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: 100_000_000)
    let server = try run.server()
    let worker = try run.worker("--name=<script>")
    server.waitForStep(120)
    let going = try ps("report", run.out)
    #expect(going.code == 0, "\(going.error)")
    #expect(try state(run.out) == "going on")
    server.signal(SIGKILL)
    _ = server.waitForEnd()
    worker.signal(SIGKILL)
    let cut = try ps("report", run.out)
    #expect(cut.code == 0, "\(cut.error)")
    #expect(try state(run.out) == "cut off")
    let html = try String(contentsOfFile: run.out + "/report.html", encoding: .utf8)
    #expect(html.contains("cut off: its server ended without a word"))
    #expect(!html.contains("<script"))
    _ = try XMLDocument(data: Data(html.utf8), options: [])
  }

  private func state(_ run: String) throws -> String? {
    try JSON.parse(String(contentsOfFile: run + "/report.json", encoding: .utf8))["state"]?
      .stringValue
  }

  @Test func `what is no run`() throws {
    let scratch = try Scratch()
    let nowhere = try ps("report", scratch.path("nowhere"))
    #expect(nowhere.code == 2)
    #expect(
      nowhere.error
        == "ps: there is no folder '\(scratch.path("nowhere"))' with a run to report on\n")
    let empty = try ps("report", scratch.url.path)
    #expect(empty.code == 2)
    #expect(
      empty.error
        == "ps: the folder '\(scratch.url.path)' holds no run to report on: it has no log.jsonl\n")
    let log = try scratch.write("log.jsonl", "nonsense\n")
    let garbage = try ps("report", scratch.url.path)
    #expect(garbage.code == 2)
    #expect(garbage.error == "ps: '\(log)' is no run's log: none of its lines can be read\n")
  }
}
