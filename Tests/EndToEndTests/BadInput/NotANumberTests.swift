import Foundation
import Storage
import Testing
import Text

extension BadInputTests {
  /// Training that diverges ends at once, with the last good θ kept.
  struct NotANumberTests {
    struct Divergence: CustomTestStringConvertible, Sendable {
      let testDescription: String
      let job: [String]
      let lastGoodStep: Int64
      let sentence: String
    }

    static let divergences = [
      // x = y = 1 throughout. With r = w + b − 1 both gradients of r² are 2r, so a step makes
      // (1 − 4η) r of r: at η = 2.5e8, −1e9 r. The first |r| is between 1e-6 and 3, so r after four
      // steps is below float's 3.4e38 and after five above it. (Losses are added up in double.)
      Divergence(
        testDescription: "an update",
        job: [
          "--data=csv:{}/one.csv", "--task=regression", "--model=1-1", "--optimizer=sgd",
          "--learning-rate=2.5e8", "--batch=8", "--micro-batches=2", "--seed=1",
        ],
        lastGoodStep: 4,
        sentence: "the update of step 5 (epoch 5) gave a number that is not finite: lower the "
          + "learning rate or look at the data"),
      // The first step makes all weights about 1e30 times a gradient: their products in the second
      // step's two layers are beyond float, and infinity minus infinity is not a number.
      Divergence(
        testDescription: "a loss",
        job: ["--model=64-32-10", "--optimizer=sgd", "--learning-rate=1e30", "--seed=1"],
        lastGoodStep: 1,
        sentence: "the loss became nan in step 2 (epoch 1): lower the learning rate, look at the "
          + "data, or leave such steps out by --skip-non-finite"),
    ]

    @Test(arguments: divergences, ["serve", "launch"])
    func ends(divergence: Divergence, command: String) throws {
      let scratch = try Scratch()
      _ = try scratch.write("one.csv", String(repeating: "1,1\n", count: 8))
      let out = scratch.path("run")
      let arguments =
        ["--bind=\(scratch.endpoint)", "--out=\(out)", "--quiet", "--steps=1000"]
        + ["--checkpoint-every=1", "--log-every=1"] + divergence.job.map { scratch.resolved($0) }
      let ending = try Self.run(command, arguments, scratch)
      #expect(ending.code == 1)

      let text = try String(contentsOfFile: out + "/log.jsonl", encoding: .utf8)
      let log = try text.split(separator: "\n").map { try JSON.parse(String($0)) }
      let steps = log.filter { $0["event"] == "step" }.compactMap { $0["step"]?.integerValue }
      #expect(steps == Array(1...divergence.lastGoodStep))
      let kept = try #require(log.last { $0["event"] == "checkpoint" }?["version"]?.integerValue)
      var lines = [
        "ps: failed: \(divergence.sentence)",
        "ps: the last good checkpoint is that of step \(kept)",
      ]
      if command == "launch" {
        lines.append("ps: the first to fail: the server ended with exit code 1")
      }
      #expect(ending.error.split(separator: "\n").map(String.init) == lines)

      // It is whole, and θ in it finite.
      #expect((1...divergence.lastGoodStep).contains(kept))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: out + "/latest.safetensors"))
      try bytes.withUnsafeBytes { bytes in
        let contents = try CheckpointFile.read(bytes)
        #expect(contents.description.version == UInt64(kept))
        let parameters = UnsafeRawBufferPointer(rebasing: bytes[contents.parameters])
        let values = stride(from: 0, to: parameters.count, by: 4)
          .map { parameters.loadUnaligned(fromByteOffset: $0, as: Float.self) }
        #expect(!values.isEmpty && values.allSatisfy(\.isFinite))
      }
    }

    private static func run(
      _ command: String, _ arguments: [String], _ scratch: Scratch
    ) throws -> Running.Ending {
      if command == "launch" {
        return try Running(Programs.ps, [command, "--workers=2"] + arguments).waitForEnd()
      }
      let server = try Running(Programs.ps, [command] + arguments)
      let worker = try Running(Programs.worker, ["--connect=\(scratch.endpoint)", "--quiet"])
      let ending = server.waitForEnd()
      #expect(worker.waitForEnd().code == 0)
      return ending
    }
  }
}
