import Foundation
import Testing

/// The file of a finished run in PyTorch's hands.
@Suite struct PyTorchTests {
  static let python = ProcessInfo.processInfo.environment["LOCKSTEP_PYTHON"]

  private static let script = """
    import sys, csv, torch
    from safetensors.torch import load_file
    weights, table, predictions = sys.argv[1:]
    net = torch.nn.Sequential(
        torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    tensors = load_file(weights)
    net.load_state_dict({k: v for k, v in tensors.items() if not k.startswith("optimizer.")})
    features = torch.tensor([[float(x) for x in row[:-1]] for row in csv.reader(open(table))])
    with torch.no_grad():
        expected = torch.softmax(net(features), 1)
    rows = list(csv.reader(open(predictions)))[1:]
    got = torch.tensor([[float(x) for x in row[2:]] for row in rows])
    assert got.shape == expected.shape, (got.shape, expected.shape)
    print(float((got - expected).abs().max()))
    """

  @Test(.enabled(if: python != nil, "LOCKSTEP_PYTHON names no Python with torch, safetensors"))
  func `load_state_dict takes a run's weights, and predicts what ps predict does`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let trained = try Running(
      Programs.ps, ["launch", "--workers=2", "--out=\(run.out)", "--quiet"] + DigitsRun.job
    ).waitForEnd()
    #expect(trained.code == 0, "\(trained.error)")
    // Any features will do; each of the ten labels occurs.
    let rows = (0..<20).map { row in
      (0..<64).map { "\(Float((row * 31 + $0 * 17) % 16) / 16)" } + ["\(row % 10)"]
    }
    let table = try run.scratch.write(
      "table.csv", rows.map { $0.joined(separator: ",") + "\n" }.joined())
    let weights = run.out + "/latest.safetensors"
    let predictions = run.scratch.path("predictions.csv")
    let predicted = try ps(
      "predict", "--checkpoint=\(weights)", "--data=csv:\(table),header=no",
      "--out=\(predictions)")
    #expect(predicted.code == 0, "\(predicted.error)")
    let compared = try Running(
      URL(fileURLWithPath: try #require(Self.python)),
      ["-c", Self.script, weights, table, predictions]
    ).waitForEnd()
    #expect(compared.code == 0, "\(compared.error)")
    let difference = try #require(
      Double(compared.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(difference < 1e-6)
  }
}
