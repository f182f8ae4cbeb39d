import Hashing
import Storage

/// A small checkpoint of a 3-2-3 network with Adam's two moments.
struct CheckpointExample {
  var description = CheckpointDescription(
    version: 1 << 62, generation: 3, job: #"{"model":"3-2-3","name":"é \"quoted\""}"#,
    parameters: [
      CheckpointTensor(name: "0.weight", shape: [2, 3]),
      CheckpointTensor(name: "0.bias", shape: [2]),
      CheckpointTensor(name: "2.weight", shape: [3, 2]),
      CheckpointTensor(name: "2.bias", shape: [3]),
    ], optimizerState: ["adam.first_moment", "adam.second_moment"])
  let parameters = (0..<17).map { Float($0) / 8 - 1 }
  let optimizerState = [(0..<17).map { Float($0) * 100 }, (0..<17).map { Float($0) * -0.001 }]

  var bytes: [UInt8] {
    let data = (parameters + optimizerState.flatMap { $0 }).withUnsafeBytes { Array($0) }
    return CheckpointFile.header(description, checksum: SHA256.hash(data)) + data
  }
}
