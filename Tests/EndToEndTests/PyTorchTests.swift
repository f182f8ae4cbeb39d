import Foundation
import Testing

/// The file of a finished run in PyTorch's hands.
@Suite struct PyTorchTests {
  static let python = ProcessInfo.processInfo.environment["LOCKSTEP_PYTHON"]

  /// The lines that the README gives for it, which look for a run in `runs/digits`.
  private static func readmeLines() throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let blocks = readme.components(separatedBy: "```python\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    return try #require(blocks.first { $0.contains("load_state_dict") })
  }

  private static let comparison = """
    import csv, sys
    table, predictions = sys.argv[1:]
    features = torch.tensor([[float(x) for x in row] for row in csv.reader(open(table))])
    with torch.no_grad():
        expected = torch.softmax(model(features), 1)
    rows = list(csv.reader(open(predictions)))[1:]
    got = torch.tensor([[float(x) for x in row[2:]] for row in rows])
    assert got.shape == expected.shape, (got.shape, expected.shape)
    print(float((got - expected).abs().max()))
    """

  @Test(.enabled(if: python != nil, "LOCKSTEP_PYTHON names no Python with torch, safetensors"))
  func `the README's lines take a run's weights, and predict what ps predict does`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let trained = try Running(
      Programs.ps, ["launch", "--workers=2", "--out=\(run.out)", "--quiet"] + DigitsRun.job
    ).waitForEnd()
    #expect(trained.code == 0, "\(trained.error)")
    // Any features will do.
    let rows = (0..<20).map { row in
      (0..<64).map { "\(Float((row * 31 + $0 * 17) % 16) / 16)" }
    }
    let table = try run.scratch.write(
      "table.csv", rows.map { $0.joined(separator: ",") + "\n" }.joined())
    let weights = run.scratch.path("runs/digits/model.safetensors")
    try FileManager.default.createDirectory(
      atPath: run.scratch.path("runs/digits"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: run.out + "/model.safetensors", toPath: weights)
    let predictions = run.scratch.path("predictions.csv")
    let predicted = try ps(
      "predict", "--checkpoint=\(weights)", "--data=csv:\(table),header=no",
      "--out=\(predictions)")
    #expect(predicted.code == 0, "\(predicted.error)")
    let compared = try Running(
      URL(fileURLWithPath: try #require(Self.python)),
      [
        "-c",
        "import os\nos.chdir('\(run.scratch.url.path)')\n" + (try Self.readmeLines())
          + Self.comparison, table, predictions,
      ]
    ).waitForEnd()
    #expect(compared.code == 0, "\(compared.error)")
    let difference = try #require(
      Double(compared.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(difference < 1e-6)
  }
}
