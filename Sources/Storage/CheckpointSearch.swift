/// A checkpoint that has been read and found to be whole.
public struct WholeCheckpoint: Sendable {
  /// The file's name.
  public let name: String
  /// The file's bytes.
  public let bytes: [UInt8]
  /// What they hold and where; both checksums have been found to match.
  public let contents: CheckpointContents
}

/// A checkpoint that can't be used.
public struct DamagedCheckpoint: Equatable, Sendable {
  /// The file's name.
  public let name: String
  /// Why it can't, in one clause.
  public let reason: String
}

/// Finds the checkpoint that a run goes on from.
public enum CheckpointSearch {
  /// The newest checkpoint that is whole; nil where there is none. What is damaged is passed over
  /// and added to `damaged`.
  ///
  /// `latest.safetensors` is mostly another name of the newest one, but where a folder was copied
  /// it is a file of its own, and may be the one that is whole.
  ///
  /// A file that can't be read is not passed over: when it can be read again, the run would go on from
  /// it as if nothing had been done since. What is no file, such as a folder, never will be.
  ///
  /// No more than one file's bytes are held at a time, unless `latest.safetensors` must be compared;
  /// and those of no file that is longer or shorter than its header says.
  public static func newestWhole(
    on disk: some Disk, damaged: inout [DamagedCheckpoint]
  ) throws(DiskError) -> WholeCheckpoint? {
    let names = try disk.names()
    let versions = names.compactMap { CheckpointName.version(fileName: $0) }.sorted()
    var newest: WholeCheckpoint?
    for version in versions.reversed() where newest == nil {
      newest = try whole(CheckpointName.fileName(version: version), on: disk, &damaged)
    }
    guard newest == nil || !damaged.isEmpty, names.contains(CheckpointName.latest) else {
      return newest
    }
    // Another name of a file that has been found to be damaged adds nothing to what is said of it.
    var ignored: [DamagedCheckpoint] = []
    guard let latest = try whole(CheckpointName.latest, on: disk, &ignored) else { return newest }
    if let newest, newest.contents.description.version >= latest.contents.description.version {
      return newest
    }
    return latest
  }

  private static func whole(
    _ name: String, on disk: some Disk, _ damaged: inout [DamagedCheckpoint]
  ) throws(DiskError) -> WholeCheckpoint? {
    guard let size = try disk.size(of: name) else {
      damaged.append(DamagedCheckpoint(name: name, reason: "it is no regular file"))
      return nil
    }
    let beginning = try disk.contents(of: name, first: 8)
    do {
      let offset = try beginning.withUnsafeBytes {
        try Safetensors.dataOffset(ofBeginning: $0, fileByteCount: size)
      }
      let header = try disk.contents(of: name, first: offset)
      guard header.count == offset else { throw CheckpointError.tooShort(byteCount: header.count) }
      _ = try header.withUnsafeBytes { try Safetensors.decode(beginning: $0, fileByteCount: size) }
      let bytes = try disk.contents(of: name)
      let contents = try bytes.withUnsafeBytes { try CheckpointFile.read($0) }
      return WholeCheckpoint(name: name, bytes: bytes, contents: contents)
    } catch let error as DiskError {
      throw error
    } catch {
      damaged.append(DamagedCheckpoint(name: name, reason: "\(error)"))
      return nil
    }
  }
}
