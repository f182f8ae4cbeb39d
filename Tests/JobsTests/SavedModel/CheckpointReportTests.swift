import Storage
import Testing

@testable import Jobs

@Suite struct CheckpointReportTests {
  private func report(job: String, states: [String], parameters: [Float]) throws
    -> CheckpointReport
  {
    let network = try CheckpointExample.job([1, 1]).network(features: 1, outputs: 1)
    let bytes = CheckpointExample.bytes(
      CheckpointExample.description(job: job, network: network, optimizerState: states),
      parameters: parameters)
    let contents = try bytes.withUnsafeBytes { try CheckpointFile.read($0) }
    return CheckpointReport(path: "x.safetensors", contents, in: bytes)
  }

  /// `printf '\0\0\200\077\0\0\0\300' | sha256sum`: 1 and −2 as little-endian floats.
  @Test func theDigestIsOfThetaAlone() throws {
    let digest = "ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b"
    for states in [[], ["momentum"], ["adam.first_moment", "adam.second_moment"]] {
      let report = try report(
        job: CheckpointExample.job([1, 1]).canonicalText, states: states, parameters: [1, -2])
      #expect(report.json["parameters_sha256"]?.stringValue == digest)
      #expect(report.text.contains("SHA-256 of θ  \(digest)\n"))
      #expect(report.json["optimizer_state"] == .array(states.map { .string($0) }))
    }
  }

  @Test func shapesVersionAndJobAreThere() throws {
    let report = try report(
      job: CheckpointExample.job([1, 1]).canonicalText, states: ["momentum"], parameters: [1, 2])
    let json = report.json
    #expect(json["version"] == 1234 && json["generation"] == 2)
    #expect(json["parameter_count"] == 2)
    #expect(
      json["parameters"] == [
        ["name": "0.weight", "shape": [1, 1]], ["name": "0.bias", "shape": [1]],
      ])
    #expect(json["job"]?["model"] == "1-1" && json["job"]?["batch"] == 64)
    #expect(report.text.contains("version       1,234 (updates applied to θ)\n"))
    #expect(report.text.contains("  0.weight  1 × 1\n"))
    #expect(report.text.contains("  momentum  2\n"))
    #expect(report.text.contains("data               digits\n"))
    #expect(!report.text.contains("null"))
  }

  /// A job of a later program, or none of ours: the rest of the file can still be looked at.
  @Test func aJobThatIsNotUnderstoodIsShownAsItIs() throws {
    let unknown = try report(job: #"{"future":[1,2]}"#, states: [], parameters: [1, 2])
    #expect(unknown.text.contains("job\n  future  [1,2]\n"))
    #expect(unknown.text.contains("optimizer state\n  none\n"))
    let text = try report(job: "hello", states: [], parameters: [1, 2])
    #expect(text.text.hasSuffix("job\n  hello\n"))
    #expect(text.json["job"] == "hello")
  }
}
