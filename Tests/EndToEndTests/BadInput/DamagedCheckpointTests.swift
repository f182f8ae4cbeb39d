import Foundation
import Testing
import Text

extension BadInputTests {
  /// Checkpoints cut short, by a full disk or a copy that broke off.
  struct DamagedCheckpointTests {
    private static let commands = ["evaluate", "predict", "inspect"]

    private static func arguments(_ command: String, _ path: String) -> [String] {
      command == "inspect" ? [command, path] : [command, "--checkpoint=\(path)"]
    }

    private static func run(_ command: String, _ path: String) throws -> Running.Ending {
      try Running(Programs.ps, arguments(command, path)).waitForEnd()
    }

    /// Cuts the file off after some bytes; answers what is then said of it.
    private static func cut(_ path: String, to count: Int) throws -> String {
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      let size = try file.seekToEnd()
      try file.truncate(atOffset: UInt64(count))
      // 650 parameters of 4 bytes, with two such vectors as Adam's state.
      let data = 650 * 4 * 3
      #expect(UInt64(count) > size - UInt64(data), "the header must stay whole")
      return "\(path): the file ends at byte \(count) but its header announces \(data) bytes of "
        + "tensors; it was cut short"
    }

    @Test(arguments: commands)
    func `a folder's newest is passed over`(command: String) throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let whole = try Self.run(command, "\(out)/\(SavedRun.checkpoints[1])")
      let damage = try Self.cut("\(out)/\(SavedRun.checkpoints[2])", to: 5000)
      let before = try contents(of: out)
      let ending = try Self.run(command, out)
      #expect(ending.code == 0)
      #expect(ending.error == "ps: passed over a damaged checkpoint: \(damage)\n")
      #expect(ending.output == whole.output)
      #expect(try contents(of: out) == before)
    }

    @Test(arguments: commands)
    func `a damaged file is refused, and a whole one named`(command: String) throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let path = "\(out)/\(SavedRun.checkpoints[2])"
      let damage = try Self.cut(path, to: 5000)
      let ending = try Self.run(command, path)
      #expect(ending.code == 2)
      #expect(
        ending.error
          == "ps: \(damage); the newest whole one there is \(out)/\(SavedRun.checkpoints[1])\n")
      #expect(ending.output == "")
    }

    @Test(arguments: commands)
    func `a folder without a whole one is refused`(command: String) throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let damages = try SavedRun.checkpoints.map { try Self.cut("\(out)/\($0)", to: 4000) }
      let ending = try Self.run(command, out)
      #expect(ending.code == 2)
      #expect(ending.error == "ps: '\(out)' has no checkpoint that is whole; \(damages[2])\n")
      #expect(ending.output == "")
    }

    /// Whatever byte a file ends at, no one takes it for whole.
    @Test func `a file cut off anywhere`() throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(out)/\(SavedRun.checkpoints[2])"))
      for count in stride(from: 0, to: bytes.count, by: 997) + [1, 7, 8, 9, bytes.count - 1] {
        let path = scratch.path("cut.safetensors")
        try bytes.prefix(count).write(to: URL(fileURLWithPath: path))
        let ending = try Self.run("inspect", path)
        #expect(ending.code == 2)
        #expect(ending.error.hasPrefix("ps: \(path): "))
        #expect(ending.error.split(separator: "\n").count == 1)
      }
    }

    @Test func `--resume goes on from an older one, to the same bits`() throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let expected = try Self.digest(out)
      let damage = try Self.cut("\(out)/\(SavedRun.checkpoints[2])", to: 5000)
      let ending = try ps(
        "launch", "--workers=2", "--bind=\(scratch.endpoint)", "--out=\(out)", "--resume",
        "--steps=30")
      #expect(ending.code == 0)
      #expect(
        ending.error.hasPrefix("ps: passed over a damaged file: \(damage)\nps: listening at "))
      #expect(ending.error.contains("ps: training goes on at step 20: 30 steps"))
      #expect(try Self.digest(out) == expected)
    }

    /// A copied folder has a file of its own where there was a second name.
    @Test func `latest, where it is the one that is whole`() throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let latest = "\(out)/latest.safetensors"
      let bytes = try Data(contentsOf: URL(fileURLWithPath: latest))
      let expected = try Self.digest(out)
      for name in SavedRun.checkpoints { _ = try Self.cut("\(out)/\(name)", to: 4000) }
      try FileManager.default.removeItem(atPath: latest)
      try bytes.write(to: URL(fileURLWithPath: latest))
      #expect(try Self.digest(out) == expected)
    }

    @Test(arguments: ["serve", "launch"])
    func `--resume without a whole one is refused`(command: String) throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let damages = try SavedRun.checkpoints.map { try Self.cut("\(out)/\($0)", to: 4000) }
      let before = try contents(of: out)
      let ending = try ps(command, "--bind=\(scratch.endpoint)", "--out=\(out)", "--resume")
      #expect(ending.code == 2)
      #expect(
        ending.error.split(separator: "\n").first.map(String.init)
          == "ps: no checkpoint is whole: " + damages.reversed().joined(separator: "; "))
      #expect(try contents(of: out) == before)
    }

    @Test func `--resume as another job names every difference`() throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let before = try contents(of: out)
      let ending = try ps(
        "serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--resume", "--batch=32",
        "--learning-rate=0.5", "--seed=9", "--optimizer=sgd", "--model=64-5-10",
        "--activation=tanh")
      #expect(ending.code == 2)
      #expect(
        ending.error
          == "ps: the run in '\(out)' can't go on as another job: model is 64-5-10, was 64-10; "
          + "activation is tanh, was relu; optimizer is sgd, was adam; learning-rate is 0.5, was "
          + "0.001; batch is 32, was 64; seed is 9, was 3\n")
      #expect(try contents(of: out) == before)
    }

    /// SHA-256 of θ in the newest whole checkpoint.
    private static func digest(_ out: String) throws -> String? {
      let ending = try ps("inspect", out, "--json")
      return try JSON.parse(ending.output)["parameters_sha256"]?.stringValue
    }
  }
}
