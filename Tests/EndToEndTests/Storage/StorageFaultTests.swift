import Foundation
import Testing
import Text

/// What can lie in the way of a run's files, and what can happen to its folder.
@Suite struct StorageFaultTests {
  private let scratch: Scratch
  private var files: FileManager { .default }

  init() throws {
    scratch = try Scratch()
  }

  private func launch(_ out: String, _ arguments: String...) throws -> Running.Ending {
    try ps(
      "launch", "--workers=1", "--out=\(out)", "--model=\(SavedRun.model)", "--seed=3",
      "--checkpoint-every=1000", arguments[0], arguments[1])
  }

  private enum Obstacle: CaseIterable {
    /// As when the disk lied about its room: 100 GB, nearly all of it a hole.
    case sparse
    /// The same, of nothing but zeros.
    case zeros
    case folder
    /// A link that leads to no file.
    case linkToNothing, linkToItself
    case pipe
  }

  @Test(arguments: Obstacle.allCases) private func `a resume passes over it`(
    obstacle: Obstacle
  ) throws {
    let out = try SavedRun.copy(to: scratch)
    let path = "\(out)/\(SavedRun.checkpoints[2])"
    switch obstacle {
    case .sparse:
      #expect(truncate(path, 100_000_000_000) == 0)
    case .zeros:
      #expect(truncate(path, 0) == 0 && truncate(path, 100_000_000_000) == 0)
    case .folder:
      for name in [path, out + "/latest.safetensors"] {
        try files.removeItem(atPath: name)
        try files.createDirectory(atPath: name, withIntermediateDirectories: false)
      }
    case .pipe:
      try files.removeItem(atPath: path)
      #expect(mkfifo(path, 0o600) == 0)
      try files.removeItem(atPath: out + "/latest.safetensors")
    case .linkToNothing, .linkToItself:
      try files.removeItem(atPath: path)
      #expect(symlink(obstacle == .linkToItself ? path : "nowhere", path) == 0)
      try files.removeItem(atPath: out + "/latest.safetensors")
    }
    let inspected = try ps("inspect", out, "--json")
    #expect(try JSON.parse(inspected.output)["version"]?.integerValue == 20)
    #expect(inspected.error.contains("passed over"))
    if obstacle == .folder { try files.removeItem(atPath: out + "/latest.safetensors") }
    let ending = try launch(out, "--resume", "--steps=40")
    #expect(ending.code == 0, "\(ending.error)")
    #expect(ending.error.contains("passed over a damaged file: \(path): "))
    #expect(ending.error.contains("training goes on at step 20: "))
  }

  @Test func `a model that is too large leaves nothing behind`() throws {
    let out = scratch.path("a/run")
    for size in ["64-1000000-1000000-10", "64-40000-70000-10"] {
      let ending = try ps(
        "serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--model=\(size)")
      #expect(ending.code == 2, "\(ending.error)")
      #expect(ending.error.split(separator: "\n").count == 1)
      #expect(ending.error.contains("parameters"), "\(ending.error)")
      #expect(!exists(scratch.path("a")))
    }
  }

  /// A long run, and its worker.
  private func serve(_ out: String, _ options: [String] = []) throws -> (Running, Running) {
    let server = try Running(
      Programs.ps,
      [
        "serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--model=64-10", "--seed=5",
        "--log-format=json", "--steps=100000000", "--log-every=1000000",
      ] + options)
    return (server, try Running(Programs.worker, ["--connect=\(scratch.endpoint)"]))
  }

  /// Removes a folder that a server writes to.
  private func removeAtOnce(_ folder: String) throws {
    try files.moveItem(atPath: folder, toPath: folder + ".gone")
    while (try? files.removeItem(atPath: folder + ".gone")) == nil, exists(folder + ".gone") {}
  }

  @Test(arguments: [[], ["--mode=async"]]) func `a folder that is removed is made again`(
    options: [String]
  ) throws {
    let out = scratch.path("run")
    let (server, worker) = try serve(out, ["--checkpoint-every=50"] + options)
    #expect(server.waitForEvent("checkpoint") != nil)
    try removeAtOnce(out)
    #expect(server.waitForLine { $0.contains("was gone: it is made again") } != nil)
    #expect(server.waitForEvent("checkpoint") != nil)
    server.signal(SIGTERM)
    let ending = server.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    _ = worker.waitForEnd()
    let report = try JSON.parse(try ps("inspect", out, "--json").output)
    let digest = try #require(report["parameters_sha256"]?.stringValue)
    #expect(ending.output.contains(digest))
    #expect(try contents(of: out)["job.json"] != nil && contents(of: out)["generation"] != nil)
    #expect(try logged("ended", in: out).count == 1)
    let version = try #require(report["version"]?.integerValue)
    let resumed = try ps(
      "launch", "--workers=1", "--out=\(out)", "--resume", "--steps=\(version + 10)")
    #expect(resumed.code == 0, "\(resumed.error)")
  }

  @Test func `where the last checkpoint can't be written θ is saved elsewhere`() throws {
    let out = scratch.path("run")
    let (server, worker) = try serve(out, ["--checkpoint-every=100000000"])
    #expect(server.waitForEvent("started") != nil)
    try removeAtOnce(out)
    _ = try scratch.write("run", "in its place")
    // No sooner than one step is done: before that there is nothing to lose.
    #expect(server.waitForEvent("evaluation") != nil)
    server.signal(SIGTERM)
    let ending = server.waitForEnd()
    _ = worker.waitForEnd()
    #expect(ending.code == 1)
    #expect(ending.error.contains("a file has its place"))
    let rescued = out + "-rescued"
    #expect(ending.error.contains("is saved in '\(rescued)' instead"), "\(ending.error)")
    let report = try JSON.parse(try ps("inspect", rescued, "--json").output)
    let version = try #require(report["version"]?.integerValue)
    #expect(ending.error.contains("θ of step \(version) is saved"))
    let resumed = try ps(
      "launch", "--workers=1", "--out=\(rescued)", "--resume", "--steps=\(version + 10)")
    #expect(resumed.code == 0, "\(resumed.error)")
  }

  /// A server that can't open its log has begun nothing.
  @Test func `a log that can't be written to leaves nothing behind`() throws {
    let out = scratch.path("run")
    try files.createDirectory(atPath: out + "/log.jsonl", withIntermediateDirectories: true)
    let ending = try ps("serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--model=64-10")
    #expect(ending.code != 0)
    #expect(try files.contentsOfDirectory(atPath: out) == ["log.jsonl"])
  }
}
