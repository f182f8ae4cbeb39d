import Coordination
import Glibc
import Synchronization
import Wire

/// The checkpoints of a run, in its folder: `checkpoint-<version>.safetensors`, of which the newest
/// few are kept, and `latest.safetensors`, a second name of the newest.
///
/// A thread of its own writes them, so that training goes on.
public final class CheckpointFolder: CheckpointStore, @unchecked Sendable {
  /// A second name of the newest checkpoint.
  public static let latestName = "latest.safetensors"

  private let folder: String
  private let kept: Int
  private let wakeup: Wakeup
  private let result = Mutex<CheckpointResult?>(nil)
  /// Copies of θ and of the state, one after the other. Written by the owner's thread while nothing
  /// is under way, read by the writing thread until it has set `result`.
  private var staging: [Float] = []

  /// The checkpoints in a folder that exists.
  ///
  /// - Parameters:
  ///   - kept: how many of the newest are kept, at least 1.
  ///   - wakeup: signalled when there is a result.
  public init(folder: String, kept: Int, wakeup: Wakeup) {
    self.folder = folder
    self.kept = max(1, kept)
    self.wakeup = wakeup
  }

  /// Nothing yet.
  public func record(_ update: AppliedUpdate) {}

  /// Copies θ and the state and lets a thread write them.
  public func begin(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>,
    optimizerState: [UnsafeBufferPointer<Float>]
  ) {
    staging.removeAll(keepingCapacity: true)
    staging.reserveCapacity(parameters.count * (1 + optimizerState.count))
    staging.append(contentsOf: parameters)
    for state in optimizerState { staging.append(contentsOf: state) }
    let hasStarted = startThread { [self] in finish(write(description), of: description) }
    if !hasStarted { finish("no thread could be started", of: description) }
  }

  /// What came of it, once.
  public func poll() -> CheckpointResult? {
    result.withLock { result in
      defer { result = nil }
      return result
    }
  }

  private func finish(_ failure: String?, of description: CheckpointDescription) {
    result.withLock { result in
      result =
        failure.map { .failed(version: description.version, reason: $0) }
        ?? .written(version: description.version)
    }
    wakeup.signal()
  }

  /// - Returns: why it failed, if it did.
  private func write(_ description: CheckpointDescription) -> String? {
    let path = "\(folder)/\(CheckpointName.fileName(version: description.version))"
    do {
      try staging.withUnsafeBytes { data in
        let header = CheckpointFile.header(description, checksum: SHA256.hash(data))
        try header.withUnsafeBytes { try Files.writeDurably(path, [$0, data]) }
      }
      try pointLatest(to: path)
      removeOld()
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func pointLatest(to path: String) throws(FileError) {
    let latest = "\(folder)/\(Self.latestName)"
    let temporary = latest + ".partial"
    unlink(temporary)
    guard link(path, temporary) == 0, rename(temporary, latest) == 0 else {
      throw FileError("make", latest)
    }
    try OpenFile(folder: folder).synchronize()
  }

  private func removeOld() {
    let old = Self.versions(in: folder).dropLast(kept)
    for version in old { unlink("\(folder)/\(CheckpointName.fileName(version: version))") }
  }

  /// The versions of the checkpoints in a folder, oldest first.
  public static func versions(in folder: String) -> [UInt64] {
    guard let names = try? Files.names(in: folder) else { return [] }
    return names.compactMap { CheckpointName.version(fileName: $0) }.sorted()
  }

  /// A checkpoint that has been read and found to be whole.
  public typealias Whole = (path: String, bytes: [UInt8], contents: CheckpointContents)

  /// The newest checkpoint in a folder that is whole. What is damaged is passed over and named in
  /// `damaged`.
  ///
  /// `latest.safetensors` is mostly another name of the newest one, but where a folder was copied
  /// it is a file of its own, and may be the one that is whole.
  public static func newestWhole(in folder: String, damaged: inout [String]) -> Whole? {
    var newest: Whole?
    for version in versions(in: folder).reversed() where newest == nil {
      newest = whole("\(folder)/\(CheckpointName.fileName(version: version))", &damaged)
    }
    let latestPath = "\(folder)/\(latestName)"
    // Another name of a file that has been found to be damaged adds nothing to what is said of it.
    var ignored: [String] = []
    let isSought = newest == nil || !damaged.isEmpty
    if isSought, let latest = whole(latestPath, &ignored),
      newest.map({ $0.contents.description.version < latest.contents.description.version }) ?? true
    {
      newest = latest
    }
    return newest
  }

  private static func whole(_ path: String, _ damaged: inout [String]) -> Whole? {
    do {
      let bytes = try Files.rawContents(of: path)
      return (path, bytes, try bytes.withUnsafeBytes { try CheckpointFile.read($0) })
    } catch {
      damaged.append("\(path): \(error)")
      return nil
    }
  }
}
