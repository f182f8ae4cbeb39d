import Foundation
import Testing
import Wire

/// Servers that die, or whose disk fails, at any operation of the second checkpoint that they write.
///
/// Five operations come before, those of the generation (create, append, synchronize, rename,
/// synchronize the folder), and then the first checkpoint's.
@Suite(
  .serialized,
  .enabled(if: Programs.debugFolder != nil, "LOCKSTEP_DEBUG_BIN names no debug build of ps")
) struct CheckpointCrashTests {
  /// The operations, and whether the second checkpoint has its name when they come.
  static let operations = [
    ("create:3", false), ("append:4", false), ("torn:4", false), ("append:5", false),
    ("torn:5", false), ("synchronize:3", false), ("rename:4", false),
    ("synchronize-folder:4", true), ("remove:2", true), ("link:2", true), ("rename:5", true),
    ("synchronize-folder:5", true), ("remove:3", true),
  ]
  private static let steps = 400

  private static func launch(
    _ out: String, _ arguments: String..., failpoint: String = ""
  ) throws -> Running.Ending {
    let folder = try #require(Programs.debugFolder)
    return try Running(
      folder.appendingPathComponent("ps"),
      [
        "launch", "--workers=1", "--out=\(out)", "--model=64-10", "--steps=\(steps)", "--seed=5",
        "--checkpoint-every=20", "--keep-checkpoints=1",
      ] + arguments, environment: ["LOCKSTEP_FAILPOINT": failpoint]
    ).waitForEnd()
  }

  /// SHA-256 of θ at the end of a run to which nothing happens.
  private static let undisturbed = Result {
    let scratch = try Scratch()
    let ending = try launch(scratch.path("run"))
    #expect(ending.code == 0, "\(ending.error)")
    return try digest(scratch.path("run"))
  }

  private static func digest(_ out: String) throws -> String? {
    let ending = try ps("inspect", out, "--json")
    let report = try JSON.parse(ending.output)
    #expect(report["version"]?.integerValue == Int64(steps))
    return report["parameters_sha256"]?.stringValue
  }

  private static func checkSame(_ out: String) throws {
    #expect(try digest(out) == undisturbed.get())
    #expect(
      try contents(of: out).keys.sorted() == [
        "checkpoint-0000000400.safetensors", "generation", "job.json", "latest.safetensors",
        "log.jsonl",
      ])
  }

  @Test(arguments: operations) func `killed there`(failpoint: String, hasName: Bool) throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    #expect(try Self.launch(out, failpoint: failpoint + "=kill").code != 0)
    let written = try logged("checkpoint", in: out).compactMap { $0["step"]?.integerValue }
    #expect(written.count == 1)
    let resumed = try Self.launch(out, "--resume")
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(!resumed.error.contains("damaged"))
    let starts = try logged("listening", in: out)
    #expect(starts.map { $0["generation"]?.integerValue } == [1, 2])
    let version = starts.last?["version"]?.integerValue ?? 0
    #expect(hasName ? version > written[0] : version == written[0])
    try Self.checkSame(out)
  }

  @Test(arguments: operations.dropLast()) func `the disk fails there`(
    failpoint: String, hasName: Bool
  ) throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    let ending = try Self.launch(out, failpoint: failpoint + "=error")
    #expect(ending.code == 0, "\(ending.error)")
    #expect(ending.output.contains("\ncheckpoints    1 checkpoint failed\n"))
    let failures = try logged("checkpoint_failed", in: out)
    #expect(failures.map { $0["count"]?.integerValue } == [1])
    #expect(
      failures.first?["reason"]?.stringValue?.hasSuffix("as LOCKSTEP_FAILPOINT asks") == true)
    #expect(try logged("checkpoint", in: out).count >= 2)
    try Self.checkSame(out)
  }

  /// What can't be removed is removed after the next checkpoint.
  @Test func `an old checkpoint can't be removed`() throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    #expect(try Self.launch(out, failpoint: "remove:3=error").code == 0)
    #expect(try logged("checkpoint_failed", in: out).isEmpty)
    try Self.checkSame(out)
  }

  /// The first checkpoint of a resumed run is its last.
  @Test(arguments: ["create:2", "torn:3", "synchronize:2", "rename:2"])
  func `the last checkpoint fails`(failpoint: String) throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    let short = "--checkpoint-every=100000"
    #expect(try Self.launch(out, "--steps=30", short).code == 0)
    let failed = try Self.launch(out, "--resume", short, failpoint: failpoint + "=error")
    #expect(failed.code == 1)
    #expect(failed.error.contains("the last checkpoint, of step 400, could not be written"))
    #expect(failed.error.contains("ps: 1 checkpoint failed\n"))
    let resumed = try Self.launch(out, "--resume", short)
    #expect(resumed.error.contains("ps: training goes on at step 30: 400 steps"))
    try Self.checkSame(out)
  }

  /// No worker has heard of it yet, and none will.
  @Test(arguments: ["create", "append", "torn", "synchronize", "rename", "synchronize-folder"])
  func `the generation can't be written`(operation: String) throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    let ending = try Self.launch(out, failpoint: operation + "=error")
    #expect(ending.code != 0)
    #expect(ending.error.contains("as LOCKSTEP_FAILPOINT asks"))
    #expect(!ending.error.contains("joined"))
    #expect(!exists(out))
  }

  /// One server after another dies before its first checkpoint.
  @Test func `no generation is used twice`() throws {
    let scratch = try Scratch()
    let out = scratch.path("run")
    for number in 1...3 {
      let again = number > 1 ? ["--resume"] : []
      let killed = try Self.launch(out, again.first ?? "--quiet", failpoint: "create:2=kill")
      #expect(killed.code != 0)
    }
    #expect(try Self.launch(out, "--resume").code == 0)
    let generations = try logged("listening", in: out).map { $0["generation"]?.integerValue }
    #expect(generations == [1, 2, 3, 4])
    try Self.checkSame(out)
  }
}
