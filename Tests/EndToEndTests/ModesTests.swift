import Foundation
import Storage
import Testing
import Text

/// Every consistency mode, with real processes.
@Suite(.serialized) struct ModesTests {
  static let modes: [[String]] = [
    ["--mode=sync"], ["--mode=sync", "--drop=1"], ["--mode=async"],
    ["--mode=bounded", "--staleness=2"], ["--mode=async", "--compensate=0.04"],
  ]

  /// The steps that the apply log says were applied, in the order of θ's versions.
  private func appliedSteps(_ run: DigitsRun) throws -> [Int64] {
    try String(contentsOfFile: run.out + "/applied.jsonl", encoding: .utf8)
      .split(separator: "\n").compactMap { try JSON.parse(String($0))["step"]?.integerValue }
  }

  @Test("a worker dies, and still each step is applied once", arguments: modes.dropFirst())
  func everyStepOnce(_ mode: [String]) throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps, extra: mode)
    let server = try run.server("--workers-expected=3")
    let workers = try (1...3).map { try run.worker("--name=w\($0)") }
    server.waitForStep(200)
    workers[1].signal(SIGKILL)
    #expect(server.waitForEnd().code == 0)
    for worker in [workers[0], workers[2]] { #expect(worker.waitForEnd().code == 0) }
    let steps = try appliedSteps(run)
    #expect(steps.count == DigitsRun.manySteps)
    #expect(steps.sorted() == Array(0..<Int64(DigitsRun.manySteps)))
    let summary = try #require(try run.log("summary").last)
    if mode[0] == "--mode=bounded" {
      let most = try #require(summary["staleness_max"]?.integerValue)
      #expect(most <= 2)
    }
    if mode[0] != "--mode=sync" {
      let histogram = try #require(summary["staleness_histogram"]?.arrayValue)
      let counted = histogram.compactMap(\.integerValue).reduce(0, +)
      #expect(counted == Int64(DigitsRun.manySteps))
    }
  }

  @Test(
    "an asynchronous run that is cut off goes on with the steps that are left",
    arguments: [["--mode=async"], ["--mode=bounded", "--staleness=1"]])
  func resumed(_ mode: [String]) throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps, extra: mode)
    let first = try run.server("--workers-expected=2")
    let workers = try (1...2).map { try run.worker("--name=w\($0)") }
    first.waitForStep(300)
    first.signal(SIGKILL)
    _ = first.waitForEnd()
    let second = try run.server("--resume")
    #expect(second.waitForEnd().code == 0)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: run.out + "/latest.safetensors"))
    let description = try bytes.withUnsafeBytes { try CheckpointFile.read($0).description }
    #expect(description.version == UInt64(DigitsRun.manySteps))
    #expect(description.generation == 2 && description.appliedAhead.isEmpty)
  }

  @Test("a worker that stands still costs the others a moment, not the time it stands still")
  func stopped() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let server = try run.server("--workers-expected=3", "--heartbeat-timeout=600")
    let workers = try (1...3).map { try run.worker("--name=w\($0)", "--heartbeat-timeout=600") }
    server.waitForStep(100)
    workers[1].signal(SIGSTOP)
    // It is never given up, and yet the run ends.
    #expect(server.waitForEnd().code == 0)
    workers[1].signal(SIGCONT)
    workers[1].signal(SIGTERM)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    #expect(try run.hash() == SameBitsTests.longReference.get())
    let speculated = try run.log("speculated").filter { $0["worker"] == "w2" }
    #expect(!speculated.isEmpty)
    #expect(try run.log("worker_left").allSatisfy { $0["worker"] != "w2" })
    let summary = try #require(try run.log("summary").last)
    #expect(try #require(summary["speculated_units"]?.integerValue) > 0)
  }

  @Test("a worker that reads nothing costs the server no memory that grows")
  func notReading() throws {
    let run = DigitsRun(
      scratch: try Scratch(), steps: 400,
      extra: ["--model=64-1024-1024-10", "--checkpoint-every=400"])
    let parameterBytes = (65 * 1024 + 1025 * 1024 + 1025 * 10) * 4
    let server = try run.server("--workers-expected=3", "--heartbeat-timeout=600")
    let workers = try (1...3).map { try run.worker("--name=w\($0)", "--heartbeat-timeout=600") }
    server.waitForStep(50)
    workers[1].signal(SIGSTOP)
    server.waitForStep(100)
    let before = try server.peakMemory()
    server.waitForStep(390)
    let after = try server.peakMemory()
    #expect(server.waitForEnd().code == 0)
    workers[1].signal(SIGCONT)
    workers[1].signal(SIGTERM)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    // 290 more versions of θ have come and gone.
    #expect(after - before < 3 * parameterBytes, "\(before) and \(after) bytes")
  }

  @Test("training waits while fewer workers are ready than it needs")
  func workersMin() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let server = try run.server("--workers-min=2", "--speculate=0")
    let stays = try run.worker("--name=stays")
    let leaves = try run.worker("--name=leaves")
    server.waitForStep(50)
    leaves.signal(SIGKILL)
    #expect(server.waitForEvent("worker_left")?["worker"] == "leaves")
    #expect(server.waitForEvent("waiting")?["for"] == "workers: 1 of at least 2 are ready")
    let comes = try run.worker("--name=comes")
    #expect(server.waitForEnd().code == 0)
    for worker in [stays, comes] { #expect(worker.waitForEnd().code == 0) }
    #expect(try run.hash() == SameBitsTests.longReference.get())
  }

  @Test("steps that are not finite are left out, to the same bits on any number of workers")
  func skipped() throws {
    // With such a rate the first update makes the losses of the next steps overflow.
    let extra = [
      "--skip-non-finite", "--optimizer=sgd", "--learning-rate=1e30", "--validation=none",
    ]
    var hashes: [String] = []
    for count in [1, 3] {
      let run = DigitsRun(scratch: try Scratch(), steps: 20, extra: extra)
      let server = try run.server("--workers-expected=\(count)")
      let workers = try (1...count).map { try run.worker("--name=w\($0)") }
      #expect(server.waitForEnd().code == 0)
      for worker in workers { #expect(worker.waitForEnd().code == 0) }
      hashes.append(try run.hash())
      let skipped = try #require(try run.log("summary").last?["skipped_steps"]?.integerValue)
      #expect(skipped > 0)
      #expect(Int(skipped) == (try run.log("step_skipped").count))
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test(
    "each mode reaches 97.5 % on MNIST within ten epochs",
    .enabled(if: MNIST.folder != nil, "MNIST is not there: set MNIST_DIR"),
    arguments: modes)
  func learns(_ mode: [String]) throws {
    let run = DigitsRun(scratch: try Scratch())
    let ending = try train(
      run, mode + ["--workers=2", "--epochs=10", "--target-accuracy=0.975"])
    #expect(ending.code == 0, "\(ending.error)")
    let evaluations = try run.log("evaluation")
    #expect(try #require(evaluations.last?["accuracy"]?.doubleValue) >= 0.975)
    #expect(evaluations.count <= 10)
  }

  @Test(
    "plain and compensated asynchronous training are compared at 8 workers",
    .enabled(if: MNIST.folder != nil, "MNIST is not there: set MNIST_DIR"))
  func compared() throws {
    for mode in [["--mode=async"], ["--mode=async", "--compensate=0.04"]] {
      let run = DigitsRun(scratch: try Scratch())
      let ending = try train(run, mode + ["--workers=8", "--epochs=2"])
      #expect(ending.code == 0, "\(ending.error)")
      let evaluation = try #require(try run.log("evaluation").last)
      let summary = try #require(try run.log("summary").last)
      let accuracy = try #require(evaluation["accuracy"]?.doubleValue)
      let loss = try #require(evaluation["loss"]?.doubleValue)
      let staleness = try #require(summary["staleness_mean"]?.doubleValue)
      let most = try #require(summary["staleness_max"]?.integerValue)
      print(
        "MNIST, 8 workers, 2 epochs, \(mode.joined(separator: " ")): accuracy \(accuracy), "
          + "validation loss \(loss), staleness \(staleness) on average, at most \(most)")
      // Gradients that are seven versions old hurt, and how old they are depends on what else the
      // machine does; that it learns all the same, where guesses give 0.1, is all that is asked here.
      #expect(accuracy >= 0.5)
    }
  }

  private func train(_ run: DigitsRun, _ arguments: [String]) throws -> Running.Ending {
    try Running(
      Programs.ps,
      [
        "launch", "--out=\(run.out)", "--quiet", "--data=mnist:\(try #require(MNIST.folder))",
        "--model=784-512-512-10", "--optimizer=adam", "--learning-rate=0.001", "--batch=256",
      ] + arguments
    ).waitForEnd()
  }
}
