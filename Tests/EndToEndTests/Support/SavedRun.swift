import Foundation
import Testing

/// A run of thirty steps with three checkpoints, made once; tests damage copies of it.
enum SavedRun {
  static let model = "64-10"
  static let checkpoints = [10, 20, 30].map { "checkpoint-00000000\($0).safetensors" }

  private static let original = Result {
    let scratch = try Scratch()
    for steps in [10, 20, 30] {
      let ending = try Running(
        Programs.ps,
        ["launch", "--workers=1", "--out=\(scratch.path("run"))", "--model=\(model)"]
          + ["--steps=\(steps)", "--seed=3", "--checkpoint-every=1000", "--quiet"]
          + (steps > 10 ? ["--resume"] : [])
      ).waitForEnd()
      #expect(ending.code == 0, "\(ending.error)")
    }
    // In memory, since nobody would remove the folder at the end.
    return try contents(of: scratch.path("run"))
  }

  /// A copy in the test's folder, and its path. The newest checkpoint has two names, as in the
  /// original.
  static func copy(to scratch: Scratch) throws -> String {
    let out = scratch.path("run")
    let files = FileManager.default
    try files.createDirectory(atPath: out, withIntermediateDirectories: false)
    let latestName = "latest.safetensors"
    for (name, bytes) in try original.get() where name != latestName {
      try bytes.write(to: URL(fileURLWithPath: "\(out)/\(name)"))
    }
    try files.linkItem(atPath: "\(out)/\(checkpoints[2])", toPath: "\(out)/\(latestName)")
    return out
  }
}
