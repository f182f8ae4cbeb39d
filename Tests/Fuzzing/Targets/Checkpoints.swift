import Hashing
import Storage

extension FuzzTarget {
  /// Safetensors files, and checkpoints among them.
  static let checkpoint = FuzzTarget("checkpoint") {
    let description = CheckpointDescription(
      version: 5, generation: 2, appliedAhead: [4], job: "{}",
      parameters: [CheckpointTensor(name: "0.weight", shape: [1, 2])], optimizerState: ["m"])
    let data = [UInt8](repeating: 1, count: 16)
    let checksum = data.withUnsafeBytes { SHA256.hash($0) }
    var plain = Safetensors()
    plain.append(metadata: "format", "pt")
    plain.append("a", .float32, shape: [2])
    return [
      CheckpointFile.header(description, checksum: checksum) + data,
      plain.encoded() + [UInt8](repeating: 0, count: 8), [],
    ]
  } run: { bytes in
    bytes.withUnsafeBytes { bytes in
      if let (header, offset) = try? Safetensors.decode(bytes) {
        check(header.dataByteCount == bytes.count - offset, "tensors lie outside of the data")
        for tensor in header.tensors {
          check(
            tensor.range.upperBound <= bytes.count - offset, "a tensor lies outside of the data")
        }
      }
      if let contents = try? CheckpointFile.read(bytes) {
        check(contents.parameters.upperBound <= bytes.count, "θ lies outside of the file")
        check(
          contents.parameters.count == 4 * contents.description.parameterCount,
          "θ is not as long as its tensors")
      }
    }
  }
}
