import Coordination

/// What a server adds to its run's `applied.jsonl`: collected in memory, added to the file in one
/// operation at a time, and kept until it is durable, so that what a disk has lost can be added
/// again.
///
/// Nothing is written, and no file made, before the first update is recorded.
public struct AppliedLogWriting {
  /// Whether so much could not be written that it was let go of: the log has a gap from here on, and
  /// this server adds no more to it.
  public private(set) var hasGap = false

  private let generation: UInt64
  private let heldBytesMax: Int
  /// Lines that are not known to be durable; the first is that of the update after `heldFrom`.
  private var held: [UInt8] = []
  private var heldFrom: UInt64
  /// How many of the held bytes are in the file, and the version that the last of them leads to.
  private var added = 0
  private var addedVersion: UInt64
  private var recordedVersion: UInt64
  /// Whether the next line must say where it goes on from: at first, and when what is in the file of
  /// the held lines can't be relied on.
  private var mustStart = true
  private var hasRecorded = false
  /// What was in the file when the checkpoint under way was begun: so many held bytes, up to this
  /// version. Not to be taken back, since a checkpoint that is durable counts on it.
  private var mark: (bytes: Int, version: UInt64)?

  /// The part of the log of a server that goes on from `version`.
  ///
  /// - Parameter heldBytesMax: how much may be held in memory.
  public init(
    generation: UInt64, version: UInt64, heldBytesMax: Int = Limits.appliedLogHeldBytesMax
  ) {
    self.generation = generation
    self.heldBytesMax = heldBytesMax
    heldFrom = version
    addedVersion = version
    recordedVersion = version
  }

  /// Whether there is a log, which must be durable before a checkpoint is.
  public var isNeeded: Bool { hasRecorded && !hasGap }

  /// How many bytes wait for `flush(on:)`.
  public var waitingBytes: Int { held.count - (mustStart ? mark?.bytes ?? 0 : added) }

  /// Takes an update, whose version must follow the one before.
  public mutating func record(_ update: AppliedUpdate) {
    precondition(update.version == recordedVersion + 1)
    recordedVersion = update.version
    hasRecorded = true
    if hasGap { return }
    AppliedLogLine.update(update).encode(to: &held)
    if held.count > heldBytesMax { letGo() }
  }

  /// Adds what waits to the file, in one operation. After an error it waits on, and the file is
  /// added to in a way that makes up for what was written in part.
  public mutating func flush(on disk: some Disk) throws(DiskError) {
    guard waitingBytes > 0 else { return }
    var bytes: [UInt8] = []
    if mustStart {
      // The last line may have been cut short.
      if try disk.names().contains(AppliedLog.fileName) { bytes.append(UInt8(ascii: "\n")) }
      AppliedLogLine.start(generation: generation, version: mark?.version ?? heldFrom)
        .encode(to: &bytes)
      added = mark?.bytes ?? 0
    }
    bytes += held[added...]
    mustStart = true
    try disk.append(bytes, to: AppliedLog.fileName)
    mustStart = false
    added = held.count
    addedVersion = recordedVersion
  }

  /// A checkpoint is begun: all that was recorded is to be durable before it. What `flush(on:)`
  /// could not add is the checkpoint's failure.
  public mutating func checkpointBegins() {
    precondition(waitingBytes == 0)
    mark = (added, addedVersion)
  }

  /// The checkpoint is done with.
  public mutating func checkpointEnded(_ log: CheckpointWriting.LogState) {
    defer { mark = nil }
    switch log {
    case .untouched:
      break
    case .durable:
      guard let mark else { return }
      held.removeFirst(mark.bytes)
      added -= mark.bytes
      heldFrom = mark.version
    case .failed:
      // A system that could not make it durable may have thrown it away.
      mustStart = true
    }
  }

  /// Makes room: by what is in the file already, or else by giving up.
  private mutating func letGo() {
    if !mustStart {
      held.removeFirst(added)
      heldFrom = addedVersion
      added = 0
      if mark != nil { mark = (0, heldFrom) }
    }
    guard held.count > heldBytesMax else { return }
    held = []
    added = 0
    mark = nil
    hasGap = true
  }
}
