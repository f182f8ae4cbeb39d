import Foundation
import Storage
import Testing
import Text

/// Servers that die, or whose disk fails, at any operation of the second checkpoint that they write.
///
/// Five operations come before, those of the generation (create, append, synchronize, rename,
/// synchronize the folder), and then the first checkpoint's, which comes before the first validation: the
/// second begins with the file of the best θ. Whatever happens, the bits at the end are
/// those of a plain loop, which `ps replay` is for runs in synchronous mode.
@Suite(
  .serialized,
  .enabled(if: Programs.debugFolder != nil, "LOCKSTEP_DEBUG_BIN names no debug build of ps")
) struct CheckpointCrashTests {
  /// The operations, and whether the second checkpoint has its name when they come.
  static let operations = [
    // Of the file of the best θ.
    ("create:4", false), ("append:6", false), ("torn:7", false), ("synchronize:4", false),
    ("rename:5", false), ("synchronize-folder:5", false),
    ("create:5", false), ("append:8", false), ("torn:8", false), ("append:9", false),
    ("torn:9", false), ("synchronize:5", false), ("rename:6", false),
    ("synchronize-folder:6", true), ("remove:2", true), ("link:2", true), ("rename:7", true),
    ("synchronize-folder:7", true), ("remove:3", true),
    // Of the file of the newest θ alone.
    ("create:6", true), ("append:10", true), ("torn:11", true), ("synchronize:6", true),
    ("rename:8", true), ("synchronize-folder:8", true),
  ]
  /// Far more than are done before any test has seen what it waits for.
  private static let endless = "--steps=100000000"
  private static let job = [
    "--model=64-10", "--seed=5", "--checkpoint-every=20", "--keep-checkpoints=1",
  ]

  private let scratch: Scratch
  private let out: String

  init() throws {
    scratch = try Scratch()
    out = scratch.path("run")
  }

  private func program(
    _ name: String, _ arguments: [String], failpoint: String = ""
  ) throws -> Running {
    let folder = try #require(Programs.debugFolder)
    return try Running(
      folder.appendingPathComponent(name), arguments,
      environment: ["LOCKSTEP_FAILPOINT": failpoint])
  }

  private func launch(_ arguments: String..., failpoint: String = "") throws -> Running.Ending {
    try program(
      "ps", ["launch", "--workers=1", "--out=\(out)"] + Self.job + arguments, failpoint: failpoint
    ).waitForEnd()
  }

  /// The newest whole checkpoint's version.
  private func newest() throws -> Int64 {
    let ending = try ps("inspect", out, "--json")
    #expect(ending.code == 0 && ending.error == "")
    return try JSON.parse(ending.output)["version"]?.integerValue ?? -1
  }

  private func checkReplay() throws {
    let replay = try ps("replay", out)
    #expect(replay.code == 0, "\(replay.output)\(replay.error)")
  }

  private func checkFiles() throws {
    let checkpoint = CheckpointName.fileName(version: UInt64(try newest()))
    #expect(
      try contents(of: out).keys.sorted()
        == [
          "best.safetensors", checkpoint, "generation", "job.json", "latest.safetensors",
          "log.jsonl", "model.safetensors",
        ])
  }

  @Test(arguments: operations) func `killed there`(failpoint: String, hasName: Bool) throws {
    #expect(try launch(Self.endless, failpoint: failpoint + "=kill").code != 0)
    let written = try logged("checkpoint", in: out).compactMap { $0["version"]?.integerValue }
    #expect(written.count == 1)
    let version = try newest()
    #expect(hasName ? version > written[0] : version == written[0])
    let resumed = try launch("--resume", "--steps=\(version + 50)")
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(!resumed.error.contains("damaged"))
    let starts = try logged("listening", in: out)
    #expect(starts.map { $0["generation"]?.integerValue } == [1, 2])
    #expect(starts.last?["version"]?.integerValue == version)
    #expect(try newest() == version + 50)
    try checkReplay()
    try checkFiles()
  }

  /// Serves until these events have come, one after the other, and stops the run.
  private func serve(failpoint: String, until events: [String]) throws -> Running.Ending {
    let server = try program(
      "ps",
      [
        "serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--log-format=json",
        "--log-every=1000000", Self.endless,
      ] + Self.job, failpoint: failpoint)
    let worker = try program("worker", ["--connect=\(scratch.endpoint)"])
    for event in events { #expect(server.waitForEvent(event) != nil) }
    server.signal(SIGTERM)
    let ending = server.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    _ = worker.waitForEnd()
    return ending
  }

  @Test(arguments: operations.filter { $0.0 != "remove:3" }) func `the disk fails there`(
    failpoint: String, hasName: Bool
  ) throws {
    let ending = try serve(
      failpoint: failpoint + "=error", until: ["checkpoint", "checkpoint_failed", "checkpoint"])
    #expect(ending.output.contains("\ncheckpoints    1 checkpoint failed\n"))
    let failures = try logged("checkpoint_failed", in: out)
    #expect(failures.map { $0["count"]?.integerValue } == [1])
    #expect(
      failures.first?["reason"]?.stringValue?.hasSuffix("as LOCKSTEP_FAILPOINT asks") == true)
    try checkReplay()
    try checkFiles()
  }

  /// What can't be removed is removed after the next checkpoint.
  @Test func `an old checkpoint can't be removed`() throws {
    let ending = try serve(
      failpoint: "remove:3=error", until: ["checkpoint", "checkpoint", "checkpoint"])
    #expect(!ending.output.contains("failed"))
    #expect(try logged("checkpoint_failed", in: out).isEmpty)
    try checkFiles()
  }

  /// The first checkpoint of a resumed run is its last: it is tried again.
  @Test(arguments: [
    "create:2", "torn:3", "synchronize:2", "rename:2",
    "create:3", "torn:5", "synchronize:3", "rename:3",
  ])
  func `the last checkpoint fails once`(failpoint: String) throws {
    let never = "--checkpoint-every=1000000"
    #expect(try launch("--steps=30", never).code == 0)
    let resumed = try launch("--resume", "--steps=90", never, failpoint: failpoint + "=error")
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(resumed.error.contains("the checkpoint of step 90 could not be written"))
    #expect(resumed.output.contains("\ncheckpoints    1 checkpoint failed\n"))
    #expect(try newest() == 90)
    try checkReplay()
    try checkFiles()
  }

  /// No worker has heard of it yet, and none will.
  @Test(arguments: ["create", "append", "torn", "synchronize", "rename", "synchronize-folder"])
  func `the generation can't be written`(operation: String) throws {
    let ending = try launch("--steps=30", failpoint: operation + "=error")
    #expect(ending.code != 0)
    #expect(ending.error.contains("as LOCKSTEP_FAILPOINT asks"))
    #expect(!ending.error.contains("joined"))
    #expect(!exists(out))
  }

  /// One server after another dies before its first checkpoint.
  @Test func `no generation is used twice`() throws {
    for number in 1...3 {
      let again = number > 1 ? "--resume" : "--quiet"
      #expect(try launch(again, "--steps=90", failpoint: "create:2=kill").code != 0)
    }
    #expect(try launch("--resume", "--steps=90").code == 0)
    let generations = try logged("listening", in: out).map { $0["generation"]?.integerValue }
    #expect(generations == [1, 2, 3, 4])
    try checkReplay()
    try checkFiles()
  }
}
