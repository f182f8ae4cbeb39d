import Foundation
import Storage
import Testing
import Text

/// `ps replay` on runs of real processes.
@Suite(.serialized) struct ReplayTests {
  private static let job = [
    "--model=64-10", "--seed=4", "--batch=64", "--micro-batches=8", "--log-every=1",
  ]

  private func launch(_ out: String, workers: Int, _ arguments: [String]) throws {
    let ending = try Running(
      Programs.ps, ["launch", "--workers=\(workers)", "--out=\(out)"] + Self.job + arguments
    ).waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
  }

  @Test(
    arguments: [
      (["--mode=sync"], 2), (["--mode=sync", "--drop=2"], 2), (["--mode=async"], 3),
      (["--mode=async", "--compensate=0.3", "--optimizer=sgd", "--learning-rate=0.05"], 3),
      (["--mode=bounded", "--staleness=2"], 3),
    ])
  func `the same bits`(mode: [String], workers: Int) throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    try launch(out, workers: workers, mode + ["--steps=300", "--checkpoint-every=100"])
    #expect(exists("\(out)/\(AppliedLog.fileName)") == (mode != ["--mode=sync"]))
    for checkpoint in [[], ["--checkpoint=\(out)/checkpoint-0000000100.safetensors"]] {
      let ending = try Running(Programs.ps, ["replay", out, "--json"] + checkpoint).waitForEnd()
      #expect(ending.code == 0, "\(ending.error)")
      let report = try JSON.parse(ending.output)
      #expect(report["same"] == true)
      #expect(report["version"]?.integerValue == (checkpoint.isEmpty ? 300 : 100))
      let inspected = try ps("inspect", report["checkpoint"]?.stringValue ?? "", "--json")
      #expect(
        try JSON.parse(inspected.output)["parameters_sha256"] == report["replayed_sha256"])
    }
    let shown = try ps("replay", out)
    #expect(shown.output.hasSuffix("verdict       the same, bit for bit\n"))
    #expect(shown.error == "")
  }

  /// Killed in mid-run, perhaps in the middle of a line, and gone on with.
  @Test func `a run of several servers`() throws {
    let run = DigitsRun(
      scratch: try Scratch(), steps: 100_000_000,
      extra: ["--mode=async", "--checkpoint-every=100", "--keep-checkpoints=1"])
    for number in 1...3 {
      let server = try number == 1 ? run.server() : run.server("--resume")
      let workers = try (0..<2).map { _ in try run.worker() }
      server.waitForStep(number * 400)
      if number < 3 {
        server.signal(SIGKILL)
        _ = server.waitForEnd()
        for worker in workers { worker.signal(SIGKILL) }
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: run.out + "/applied.jsonl"))
        try log.seekToEnd()
        try log.write(contentsOf: Data(#"{"version":"#.utf8))
      } else {
        server.signal(SIGTERM)
        #expect(server.waitForEnd().code == 0)
        for worker in workers { _ = worker.waitForEnd() }
      }
    }
    let text = try String(contentsOfFile: run.out + "/applied.jsonl", encoding: .utf8)
    #expect(text.contains("{\"generation\":3,\"resumed_at\":"))
    let ending = try ps("replay", run.out)
    #expect(ending.code == 0, "\(ending.error)\(ending.output)")
  }

  @Test func `what is different, is said to be`() throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    try launch(out, workers: 2, ["--mode=async", "--steps=60"])
    let log = "\(out)/\(AppliedLog.fileName)"
    let original = try String(contentsOfFile: log, encoding: .utf8)
    var lines = original.split(separator: "\n").map(String.init)
    func write() throws {
      try (lines.joined(separator: "\n") + "\n").write(
        toFile: log, atomically: false, encoding: .utf8)
    }

    // Another step's samples in the place of the tenth update's.
    let tenth = try #require(JSON.parse(lines[10])["step"]?.integerValue)
    lines[10] = lines[10].replacing("\"step\":\(tenth),", with: "\"step\":\(tenth + 1),")
    try write()
    let different = try ps("replay", out)
    #expect(different.code == 1)
    #expect(different.output.hasSuffix("verdict       different\n"))

    lines[10] = "nonsense"
    try write()
    let damaged = try ps("replay", out)
    #expect(damaged.code == 2)
    #expect(damaged.error.hasPrefix("ps: \(log): line 11: this is not JSON: "))

    lines = original.split(separator: "\n").map(String.init).dropLast(5)
    try write()
    let short = try ps("replay", out)
    #expect(short.code == 2)
    #expect(
      short.error == "ps: '\(out)' can't be replayed: the apply log has 55 updates, and none that "
        + "leads to version 56\n")

    try FileManager.default.removeItem(atPath: log)
    let missing = try ps("replay", out)
    #expect(missing.code == 2)
    #expect(missing.error == "ps: the run in '\(out)' can't be replayed: it has no applied.jsonl\n")
    let nowhere = try ps("replay", scratch.path("nowhere"))
    #expect(nowhere.code == 2)
    #expect(nowhere.error.hasPrefix("ps: there is no folder '"))
  }
}
