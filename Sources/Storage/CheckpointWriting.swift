import Hashing

/// How a checkpoint is put in place: a list of single operations of a disk, in the order that makes
/// it whole or absent whatever happens between any two of them.
///
/// 1. `best.safetensors`, where a validation was better than all before it, is replaced by its θ: what
///    a checkpoint says of validations must not be missing where it is there.
/// 2. Under a temporary name: the header, the data in pieces; then they are made durable.
/// 3. The apply log, where the run has one, is made durable: what led to this θ must not be missing
///    where θ is there.
/// 4. The file gets its name, and the name is made durable. The checkpoint outlasts a crash now.
/// 5. `latest.safetensors` becomes a second name of it, and that is made durable.
/// 6. Checkpoints beyond the newest `kept` are removed. What can't be removed is tried again after
///    the next checkpoint.
/// 7. `model.safetensors`, with θ alone, is replaced.
///
/// A value, advanced by one operation at a time: production runs it to its end in a loop, the
/// simulator crashes between any two.
public struct CheckpointWriting {
  /// What became of the apply log.
  public enum LogState: Equatable, Sendable {
    /// There is none, or its turn did not come.
    case untouched
    /// It is durable as it was when this checkpoint was begun, and maybe more of it.
    case durable
    /// It could not be made durable.
    case failed
  }

  /// Where it stands: the operation that comes next.
  private enum Operation: Equatable {
    case writeBest
    case create
    case appendHeader
    case appendData(from: Int)
    case synchronize
    case synchronizeLog
    case synchronizeLogName
    case rename
    case synchronizeName
    case removeLink
    case link
    case renameLink
    case synchronizeLink
    case listOld
    case removeOld([String])
    case writeModel
    case done
  }

  /// The version of θ that it is of.
  public let version: UInt64
  /// What became of the apply log so far.
  public private(set) var log = LogState.untouched
  /// The version of the best θ that this has made durable; nil while there is none.
  public private(set) var bestWritten: UInt64?

  private let header: [UInt8]
  private let data: [Float]
  private let pieceFloats: Int
  private let kept: Int
  private let hasLog: Bool
  private var best: ModelWriting?
  private var model: ModelWriting
  private var operation: Operation

  private var name: String { CheckpointName.fileName(version: version) }

  /// A checkpoint that is about to be written.
  ///
  /// - Parameters:
  ///   - data: θ and then each of the optimizer's state vectors.
  ///   - kept: how many of the newest checkpoints are kept, at least 1.
  ///   - hasLog: whether an apply log lies beside it, and must be durable before it.
  ///   - best: the file of the best θ, which must be durable before it; nil where it is already.
  ///   - pieceBytes: how much is written at a time, a multiple of 4.
  public init(
    _ description: CheckpointDescription, data: [Float], kept: Int, hasLog: Bool,
    best: ModelWriting? = nil, pieceBytes: Int = 16 << 20
  ) {
    precondition(pieceBytes >= 4 && pieceBytes % 4 == 0)
    precondition(
      data.count == description.parameterCount * (1 + description.optimizerState.count))
    version = description.version
    self.data = data
    self.kept = max(1, kept)
    self.hasLog = hasLog
    self.best = best
    operation = best == nil ? .create : .writeBest
    pieceFloats = pieceBytes / MemoryLayout<Float>.stride
    header = CheckpointFile.header(
      description,
      checksum: data.withUnsafeBufferPointer { SHA256.hash(UnsafeRawBufferPointer($0)) }
    )
    model = ModelWriting(
      CheckpointName.model, description, parameters: data[..<description.parameterCount],
      pieceBytes: pieceBytes)
  }

  /// Does the next operation. After an error it is over: what was written under temporary names has
  /// been removed, if that was possible, and what was there before is untouched.
  ///
  /// - Returns: whether there is more to do.
  public mutating func next(on disk: some Disk) throws(DiskError) -> Bool {
    do throws(DiskError) {
      operation = try perform(operation, on: disk)
    } catch {
      if operation == .synchronizeLog || operation == .synchronizeLogName { log = .failed }
      operation = .done
      for temporary in [CheckpointName.temporary, CheckpointName.temporaryLatest] {
        try? disk.remove(temporary)
      }
      throw error
    }
    return operation != .done
  }

  /// Does an operation and answers which comes after it.
  private mutating func perform(
    _ operation: Operation, on disk: some Disk
  ) throws(DiskError) -> Operation {
    switch operation {
    case .writeBest:
      if try best?.next(on: disk) ?? false { return .writeBest }
      bestWritten = best?.version
      best = nil
      return .create
    case .create:
      try disk.create(CheckpointName.temporary)
      return .appendHeader
    case .appendHeader:
      try disk.append(header, to: CheckpointName.temporary)
      return data.isEmpty ? .synchronize : .appendData(from: 0)
    case .appendData(let first):
      let end = min(first + pieceFloats, data.count)
      try data.withUnsafeBufferPointer { (floats) throws(DiskError) in
        try disk.append(
          UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: floats[first..<end])),
          to: CheckpointName.temporary)
      }
      return end < data.count ? .appendData(from: end) : .synchronize
    case .synchronize:
      try disk.synchronize(CheckpointName.temporary)
      return hasLog ? .synchronizeLog : .rename
    case .synchronizeLog:
      try disk.synchronize(AppliedLog.fileName)
      return .synchronizeLogName
    case .synchronizeLogName:
      // The log may be as new as the checkpoint, and names become durable in any order.
      try disk.synchronizeFolder()
      log = .durable
      return .rename
    case .rename:
      try disk.rename(CheckpointName.temporary, to: name)
      return .synchronizeName
    case .synchronizeName:
      try disk.synchronizeFolder()
      return .removeLink
    case .removeLink:
      // Of a server that was killed here; a link's name must be free.
      try disk.remove(CheckpointName.temporaryLatest)
      return .link
    case .link:
      try disk.link(name, as: CheckpointName.temporaryLatest)
      return .renameLink
    case .renameLink:
      try disk.rename(CheckpointName.temporaryLatest, to: CheckpointName.latest)
      return .synchronizeLink
    case .synchronizeLink:
      try disk.synchronizeFolder()
      return .listOld
    case .listOld:
      let old = oldNames(on: disk)
      return old.isEmpty ? .writeModel : .removeOld(old)
    case .removeOld(var old):
      try? disk.remove(old.removeFirst())
      return old.isEmpty ? .writeModel : .removeOld(old)
    case .writeModel:
      return try model.next(on: disk) ? .writeModel : .done
    case .done:
      return .done
    }
  }

  /// Checkpoints that are no longer kept, oldest first. One of a later version than this is no
  /// newer: it was passed over, being damaged, when the run was resumed.
  private func oldNames(on disk: some Disk) -> [String] {
    guard let names = try? disk.names() else { return [] }
    return names.compactMap { CheckpointName.version(fileName: $0) }.filter { $0 <= version }
      .sorted().dropLast(kept).map { CheckpointName.fileName(version: $0) }
  }
}
