@testable import Storage
@testable import Text

import Foundation
import Testing

/// A Python with `torch` and `safetensors`; without one these tests are skipped, saying so.
private let python = ProcessInfo.processInfo.environment["LOCKSTEP_PYTHON"]

@Suite(.enabled(if: python != nil, "LOCKSTEP_PYTHON names no Python with torch and safetensors"))
struct PyTorchTests {
  @Test func loadsOurCheckpoint() throws {
    let example = CheckpointExample()
    try inTemporaryFolder { folder in
      try Data(example.bytes).write(to: folder.appending(path: "ours.safetensors"))
      let output = try run(
        """
        import json, sys, torch
        from safetensors import safe_open
        from safetensors.torch import load_file
        tensors = load_file(sys.argv[1] + "/ours.safetensors")
        optimizer = [tensors.pop(k).tolist() for k in sorted(tensors) if k.startswith("optimizer.")]
        model = torch.nn.Sequential(
            torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 3))
        model.load_state_dict(tensors)
        flat = torch.cat([p.detach().flatten() for p in model.parameters()])
        with safe_open(sys.argv[1] + "/ours.safetensors", "pt") as file:
            metadata = file.metadata()
        print(json.dumps([flat.tolist(), optimizer, metadata]))
        """, folder)
      let seen = try JSON.parse(output)
      func floats(_ json: JSON?) -> [Float]? {
        json?.arrayValue?.compactMap { $0.doubleValue.map { Float($0) } }
      }
      let parts = try #require(seen.arrayValue)
      #expect(floats(parts[0]) == example.parameters)
      #expect(parts[1].arrayValue?.compactMap { floats($0) } == example.optimizerState)
      #expect(parts[2]["format"] == "pt")
      #expect(parts[2]["lockstep.version"] == "4611686018427387904")
      #expect(parts[2]["lockstep.job"] == .string(example.description.job))
    }
  }

  @Test func weReadWhatPythonWrites() throws {
    try inTemporaryFolder { folder in
      _ = try run(
        """
        import sys, torch
        from safetensors.torch import save_file
        save_file({
            "0.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3),
            "0.bias": torch.tensor([0.5, -0.5]),
            "count": torch.tensor(7, dtype=torch.int64),
            "mask": torch.tensor([True, False, True]),
            "half": torch.ones(3, 1, dtype=torch.bfloat16),
        }, sys.argv[1] + "/theirs.safetensors", metadata={"format": "pt", "é": "\\"\\n"})
        """, folder)
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "theirs.safetensors")))
      let (file, dataOffset) = try bytes.withUnsafeBytes { try Safetensors.decode($0) }
      #expect(file[metadata: "format"] == "pt")
      #expect(file[metadata: "é"] == "\"\n")
      #expect(Set(file.tensors.map(\.name)) == ["0.weight", "0.bias", "count", "mask", "half"])
      let weight = try #require(file.tensors.first { $0.name == "0.weight" })
      #expect(weight.shape == [2, 3])
      #expect(weight.dtype == .float32)
      let values = bytes[dataOffset...][(weight.range.lowerBound + dataOffset)...].withUnsafeBytes {
        buffer in (0..<6).map { buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      }
      #expect(values == [0, 1, 2, 3, 4, 5])
      #expect(file.tensors.first { $0.name == "count" }?.shape == [])
      #expect(file.tensors.first { $0.name == "mask" }?.dtype == .bool)
      #expect(file.tensors.first { $0.name == "half" }?.dtype == .bfloat16)
    }
  }

  private func inTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// What the script prints, given the folder as its argument.
  private func run(_ script: String, _ folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try #require(python))
    process.arguments = ["-c", script, folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: bytes, as: UTF8.self)
  }
}
