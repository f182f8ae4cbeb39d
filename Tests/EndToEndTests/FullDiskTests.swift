import Foundation
import Testing
import Text

/// A run whose disk is full for a while.
@Suite(.serialized) struct FullDiskTests {
  /// Serves a long run in `folder`, fills the disk after the first checkpoint, makes room after the
  /// first that failed, and stops after the next that succeeds.
  private func checkRun(
    in folder: String, _ scratch: Scratch, fill: (Running) throws -> Void,
    makeRoom: (Running) throws -> Void
  ) throws {
    let out = folder + "/run"
    let server = try Running(
      Programs.ps,
      [
        "serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--log-format=json", "--model=64-10",
        "--steps=100000000", "--checkpoint-every=50", "--seed=5", "--log-every=100",
      ])
    let worker = try Running(Programs.worker, ["--connect=\(scratch.endpoint)"])
    #expect(server.waitForEvent("checkpoint") != nil)
    try fill(server)
    let failure = try #require(server.waitForEvent("checkpoint_failed"))
    #expect(failure["count"]?.integerValue == 1)
    // What was there is whole.
    #expect(try ps("inspect", out).code == 0)
    try makeRoom(server)
    #expect(server.waitForEvent("checkpoint") != nil)
    server.signal(SIGTERM)
    let ending = server.waitForEnd()
    #expect(ending.code == 0)
    #expect(ending.output.contains("checkpoints    "))
    #expect(ending.output.contains(" failed\n"))
    _ = worker.waitForEnd()
    let report = try JSON.parse(try ps("inspect", out, "--json").output)
    let digest = try #require(report["parameters_sha256"]?.stringValue)
    #expect(ending.output.contains(digest))
    #expect(try contents(of: out).keys.allSatisfy { !$0.hasSuffix(".partial") })
    try checkLines(of: out + "/log.jsonl")
  }

  /// Lines may be missing, but none is torn, and none joined to another.
  private func checkLines(of path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    for line in text.split(separator: "\n") {
      #expect(throws: Never.self, "\(line)") { try JSON.parse(String(line)) }
    }
  }

  @Test(.enabled(if: SmallDisk.canMount, "this user can't mount a file system"))
  func `no space left`() throws {
    let scratch = try Scratch()
    let disk = try #require(try SmallDisk(scratch.path("disk"), size: "1m"))
    let filler = disk.path + "/filler"
    try checkRun(in: disk.path, scratch) { _ in
      _ = FileManager.default.createFile(atPath: filler, contents: nil)
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: filler))
      // Until not even a byte finds room: checkpoints come and go meanwhile.
      for size in [65536, 4096, 512, 1] {
        while (try? file.write(contentsOf: Data(count: size))) != nil {}
      }
    } makeRoom: { _ in
      try FileManager.default.removeItem(atPath: filler)
    }
  }

  @Test(.enabled(if: SmallDisk.run("prlimit", "--version"), "there is no prlimit"))
  func `files may grow no further`() throws {
    let scratch = try Scratch()
    try checkRun(in: scratch.path(""), scratch) { server in
      #expect(SmallDisk.run("prlimit", "--pid=\(server.id)", "--fsize=2000:unlimited"))
    } makeRoom: { server in
      #expect(SmallDisk.run("prlimit", "--pid=\(server.id)", "--fsize=unlimited:unlimited"))
    }
  }
}
