import Foundation
import Glibc
import Storage
import Testing
import Text

/// Held-out shares, given first weights, class weights and dropout, in runs of real processes.
@Suite(.serialized) struct TrainingOptionsTests {
  private static let job = [
    "--data=digits", "--model=64-32-10", "--batch=64", "--micro-batches=8", "--seed=3", "--quiet",
  ]

  @discardableResult
  private func launch(_ out: String, workers: Int = 1, _ arguments: [String]) throws
    -> Running.Ending
  {
    let ending = try Running(
      Programs.ps, ["launch", "--workers=\(workers)", "--out=\(out)"] + Self.job + arguments
    ).waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    return ending
  }

  private func inspect(_ path: String) throws -> JSON {
    try JSON.parse(try ps("inspect", path, "--json").output)
  }

  private func digest(_ path: String) throws -> String {
    try #require(try inspect(path)["parameters_sha256"]?.stringValue)
  }

  @Test func `the same bits on any number of workers, across a resume, and replayed`() throws {
    let scratch = try Scratch()
    let options = [
      "--validation=0.2", "--class-weights=balanced", "--dropout=0.3", "--checkpoint-every=epoch",
    ]
    var digests: [String] = []
    for workers in 1...3 {
      let out = scratch.path("run-\(workers)")
      try launch(out, workers: workers, options + ["--epochs=4"])
      digests.append(try digest(out))
    }
    let halves = scratch.path("halves")
    try launch(halves, workers: 2, options + ["--epochs=2"])
    try launch(halves, workers: 3, options + ["--epochs=4", "--resume"])
    digests.append(try digest(halves))
    #expect(Set(digests).count == 1)
    let replayed = try ps("replay", scratch.path("run-2"), "--json")
    #expect(replayed.code == 0, "\(replayed.error)")
    // Each option changes what is learned.
    for index in 0..<3 {
      let out = scratch.path("without-\(index)")
      var fewer = options
      fewer.remove(at: index)
      try launch(out, fewer + ["--epochs=4"])
      #expect(try digest(out) != digests[0])
    }
    // 1,437 samples, of which 287 are held out: 18 steps an epoch.
    #expect(try inspect(scratch.path("run-1"))["version"]?.integerValue == 72)
    let evaluated = try JSON.parse(
      try ps("evaluate", "--checkpoint=\(scratch.path("run-1"))", "--json").output)
    let logged = try #require(try logged("evaluation", in: scratch.path("run-1")).last)
    #expect(evaluated["samples"]?.integerValue == 287)
    #expect(evaluated["loss"] == logged["loss"])
    let learned = try JSON.parse(
      try ps(
        "evaluate", "--checkpoint=\(scratch.path("run-1"))", "--split=training", "--json"
      ).output)
    #expect(learned["samples"]?.integerValue == 1_150)
  }

  /// Decided by the validations alone, whoever computes them, and remembered across resumes.
  @Test func `patience and a plateau are decided once`() throws {
    let scratch = try Scratch()
    let options = [
      "--validation=0.3", "--schedule=plateau", "--plateau-patience=2", "--decay-factor=0.3",
      "--learning-rate=0.05", "--patience=7", "--checkpoint-every=epoch",
    ]
    var digests: [String] = []
    for workers in 1...3 {
      let out = scratch.path("run-\(workers)")
      try launch(out, workers: workers, options + ["--epochs=400"])
      digests.append(try digest(out))
    }
    let out = scratch.path("run-1")
    let losses = try logged("evaluation", in: out).compactMap { $0["loss"]?.doubleValue }
    // It ended as soon as, and not before, seven in a row were no lower than the lowest.
    let lowest = try #require(losses.min())
    #expect(losses.firstIndex(of: lowest) == losses.count - 8)
    #expect(losses.count < 400)
    let ended = try #require(try logged("ended", in: out).last)
    #expect(
      ended["reason"]?.stringValue?.hasSuffix("for 7 epochs") == true, "\(ended.description)")
    // Cut into pieces in the middle of what is counted.
    let pieces = scratch.path("pieces")
    try launch(pieces, workers: 2, options + ["--epochs=1"])
    for epochs in [3, losses.count - 6, losses.count - 5, losses.count - 2, 400] {
      try launch(pieces, workers: 2, options + ["--epochs=\(epochs)", "--resume"])
    }
    digests.append(try digest(pieces))
    #expect(Set(digests).count == 1)
    // The best θ has a file, the same however the run came about, and is as good as was said.
    var bests: Set<[UInt8]> = []
    for folder in (1...3).map({ scratch.path("run-\($0)") }) + [pieces] {
      let file = try Data(contentsOf: URL(filePath: folder + "/best.safetensors"))
      let contents = try file.withUnsafeBytes { try CheckpointFile.read($0) }
      bests.insert([UInt8](file[contents.parameters]))
      let evaluated = try JSON.parse(
        try ps("evaluate", "--checkpoint=\(folder)/best.safetensors", "--json").output)
      #expect(evaluated["loss"]?.doubleValue == lowest)
    }
    #expect(bests.count == 1)
    let replayed = try ps("replay", scratch.path("run-3"), "--json")
    #expect(replayed.code == 0, "\(replayed.error)")
    let rates = try logged("step", in: out).compactMap { $0["learning_rate"]?.doubleValue }
    let last = try #require(rates.last)
    #expect(rates.first == 0.05 && last < 0.02)
  }

  @Test func `given weights begin a run, which needs their file no more`() throws {
    let scratch = try Scratch()
    let first = scratch.path("first")
    try launch(first, ["--steps=30"])
    let weights = scratch.path("weights.safetensors")
    try FileManager.default.copyItem(atPath: "\(first)/latest.safetensors", toPath: weights)
    // No step: θ is what was given.
    let still = scratch.path("still")
    try launch(still, ["--steps=0", "--init=\(weights)"])
    #expect(try digest(still) == digest(first))
    #expect(try inspect(still)["version"]?.integerValue == 0)
    let second = scratch.path("second")
    try launch(second, workers: 2, ["--steps=40", "--init=\(weights)", "--checkpoint-every=20"])
    let third = scratch.path("third")
    try launch(third, workers: 1, ["--steps=20", "--init=\(weights)"])
    try FileManager.default.removeItem(atPath: weights)
    try launch(third, workers: 3, ["--steps=40", "--resume"])
    #expect(try digest(second) == digest(third))
    #expect(try digest(second) != digest(first))
    let replayed = try ps("replay", second, "--json")
    #expect(replayed.code == 0, "\(replayed.error)")
    let job = try JSON.parse(String(contentsOfFile: "\(second)/job.json", encoding: .utf8))
    #expect(job["init"]?.stringValue == "sha256:\(try digest(first))")
    // The job alone says which weights, but not where they are.
    let again = try ps("serve", "--job=\(second)/job.json", "--out=\(scratch.path("again"))")
    #expect(again.code == 2)
    #expect(
      again.error == "ps: the job starts from weights whose SHA-256 is \(try digest(first)): give "
        + "their file with --init\n")
    let other = try ps(
      "serve", "--init=\(first)/latest.safetensors", "--model=64-16-10",
      "--out=\(scratch.path("other"))")
    #expect(other.code == 2)
    #expect(
      other.error == "ps: --init '\(first)/latest.safetensors': its tensors are those of a model "
        + "64-32-10, but the job's is 64-16-10\n")
    #expect(!exists(scratch.path("again")) && !exists(scratch.path("other")))
  }
}
