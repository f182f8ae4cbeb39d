import Coordination
import Hashing
import Storage

/// A checkpoint's file as it must be, to compare with what lies on a disk.
struct CheckpointImage {
  let version: UInt64
  let validation: ValidationHistory
  let bytes: [UInt8]

  init(_ description: CheckpointDescription, data: [Float]) {
    version = description.version
    validation = description.validation
    bytes = data.withUnsafeBytes { data in
      CheckpointFile.header(description, checksum: SHA256.hash(data)) + data
    }
  }
}

extension CheckpointImage {
  /// The version of the newest checkpoint that lies whole on a disk; 0 for none.
  static func newest(of images: [CheckpointImage], on disk: SimulatedDisk) -> UInt64 {
    // Files of θ alone are no checkpoints, although without optimizer state they have the same bytes.
    let files = disk.files.filter {
      $0.name.hasSuffix(".safetensors")
        && ![CheckpointName.model, CheckpointName.best].contains($0.name)
    }
    var newest: UInt64 = 0
    for image in images where image.version > newest {
      if files.contains(where: { $0.bytes == image.bytes }) { newest = image.version }
    }
    return newest
  }
}
