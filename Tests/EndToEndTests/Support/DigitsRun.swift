import Foundation
import Hashing
import Storage
import Testing
import Text

/// The run whose bits are compared: 200 steps on the built-in digits in 8 micro-batches.
struct DigitsRun {
  static let steps = 200
  /// Enough that what a test does in mid-run happens long before the end.
  static let manySteps = 12_000
  static let job = [
    "--data=digits", "--model=64-32-10", "--batch=64", "--micro-batches=8", "--seed=7",
    "--learning-rate=0.003", "--checkpoint-every=50", "--optimizer=adam",
  ]

  let scratch: Scratch
  var steps = Self.steps
  var extra: [String] = []

  var out: String { scratch.path("run") }

  /// A server that logs every step to standard error as JSON.
  func server(_ arguments: String...) throws -> Running {
    try Running(
      Programs.ps,
      ["serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--steps=\(steps)"]
        + ["--log-every=1", "--log-format=json"] + Self.job + extra + arguments)
  }

  func worker(_ arguments: String...) throws -> Running {
    try Running(
      Programs.worker, ["--connect=\(scratch.endpoint)", "--server-timeout=30"] + arguments)
  }

  /// SHA-256 of θ in the newest checkpoint.
  func hash() throws -> String {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: out + "/latest.safetensors"))
    return try bytes.withUnsafeBytes { bytes in
      let contents = try CheckpointFile.read(bytes)
      #expect(contents.description.version == UInt64(steps))
      let parameters = UnsafeRawBufferPointer(rebasing: bytes[contents.parameters])
      return Hexadecimal.text(SHA256.hash(parameters))
    }
  }

  /// What messages carry to tell the job from others: the first 8 bytes of its text's SHA-256.
  func jobFingerprint() throws -> UInt64 {
    let job = try JSON.parse(String(contentsOfFile: out + "/job.json", encoding: .utf8))
    let digest = SHA256.hash(Array(job.description.utf8))
    return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The objects of the log with this event.
  func log(_ event: String) throws -> [JSON] {
    try logged(event, in: out)
  }
}

/// The objects with this event in the log of the run in this folder.
func logged(_ event: String, in folder: String) throws -> [JSON] {
  let text = try String(contentsOfFile: folder + "/log.jsonl", encoding: .utf8)
  return try text.split(separator: "\n").map { try JSON.parse(String($0)) }
    .filter { $0["event"]?.stringValue == event }
}

extension Running {
  /// Reads the server's log until θ has this version.
  func waitForStep(_ step: Int) {
    let found = waitForLine { line in
      guard let json = try? JSON.parse(line), json["event"]?.stringValue == "step" else {
        return false
      }
      return json["step"]?.integerValue ?? 0 >= Int64(step)
    }
    #expect(found != nil, "the server ended before step \(step)")
  }

  /// Reads the server's log until there is such an event.
  func waitForEvent(_ event: String) -> JSON? {
    let line = waitForLine { (try? JSON.parse($0))?["event"]?.stringValue == event }
    return line.flatMap { try? JSON.parse($0) }
  }
}
