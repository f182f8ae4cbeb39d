import Wire

/// A checkpoint's file as it must be, to compare with what lies on a disk.
struct CheckpointImage {
  let version: UInt64
  let bytes: [UInt8]

  init(_ description: CheckpointDescription, data: [Float]) {
    version = description.version
    bytes = data.withUnsafeBytes { data in
      CheckpointFile.header(description, checksum: SHA256.hash(data)) + data
    }
  }
}
