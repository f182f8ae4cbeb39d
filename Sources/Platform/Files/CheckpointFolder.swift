import Coordination
import Glibc
import Storage
import Synchronization

/// What lasts of a run, in its folder: `checkpoint-<version>.safetensors`, of which the newest few
/// are kept, `latest.safetensors`, a second name of the newest, `model.safetensors` with its θ alone,
/// `best.safetensors` with the one whose validation loss was lowest, and where updates are recorded
/// `applied.jsonl`.
///
/// A thread of its own writes the checkpoints, so that training goes on.
public final class CheckpointFolder: CheckpointStore, @unchecked Sendable {
  /// So many bytes of the apply log are added to its file at once.
  private static let logPortionBytes = 64 << 10
  /// A recorded update waits no longer than this, while there are turns.
  private static let logInterval = Interval.seconds(1)

  /// What a thread has come to.
  private struct Finished {
    let result: CheckpointResult
    var log = CheckpointWriting.LogState.untouched
    var bestWritten: UInt64?
  }

  private let folder: RunFolder
  private let kept: Int
  private let wakeup: Wakeup
  private let clock = MonotonicClock()
  private let result = Mutex<Finished?>(nil)
  /// Copies of θ and of the state, one after the other. Written by the owner's thread while nothing
  /// is under way, read by the writing thread until it has set `result`.
  private var staging: [Float] = []
  private var best = BestParameters()
  /// The writing thread's.
  private let disk: FolderDisk
  /// The owner's thread's.
  private let logDisk: FolderDisk
  private var log: AppliedLogWriting
  private var nextFlush: Instant?
  private var logFailures: UInt64 = 0
  private var newLogFailure: String?
  private var newNotice: String?

  /// The checkpoints and the apply log in a folder that exists.
  ///
  /// - Parameters:
  ///   - kept: how many of the newest are kept, at least 1.
  ///   - generation: the server's.
  ///   - firstVersion: the version of θ that it begins with.
  ///   - wakeup: signalled when there is a result.
  public init(
    folder: RunFolder, kept: Int, generation: UInt64, firstVersion: UInt64, wakeup: Wakeup
  ) {
    self.folder = folder
    self.kept = max(1, kept)
    self.wakeup = wakeup
    disk = FolderDisk(folder.path)
    logDisk = FolderDisk(folder.path)
    log = AppliedLogWriting(generation: generation, version: firstVersion)
  }

  /// Copies θ and the state and lets a thread write them.
  public func begin(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>,
    optimizerState: [UnsafeBufferPointer<Float>]
  ) {
    do throws(FileError) {
      newNotice = try folder.restoreIfGone() ?? newNotice
    } catch {
      return finish(error.description, description)
    }
    if let failure = flush() {
      // A checkpoint without the updates that led to it could not be replayed.
      return finish(failure, description)
    }
    let hasLog = log.isNeeded
    if hasLog { log.checkpointBegins() }
    stage(parameters, optimizerState)
    let best = best.writing()
    let hasStarted = startThread { [self] in
      finish(write(description, hasLog: hasLog, best: best))
    }
    if !hasStarted { finish("no thread could be started", description) }
  }

  private func stage(
    _ parameters: UnsafeBufferPointer<Float>, _ optimizerState: [UnsafeBufferPointer<Float>]
  ) {
    staging.removeAll(keepingCapacity: true)
    staging.reserveCapacity(parameters.count * (1 + optimizerState.count))
    staging.append(contentsOf: parameters)
    for state in optimizerState { staging.append(contentsOf: state) }
  }

  /// What came of it, once. Also adds to the apply log what has waited for long.
  public func poll() -> CheckpointResult? {
    if let nextFlush, clock.now >= nextFlush { flush() }
    let finished = result.withLock { result in
      defer { result = nil }
      return result
    }
    guard let finished else { return nil }
    log.checkpointEnded(finished.log)
    best.written(version: finished.bestWritten)
    return finished.result
  }

  /// Copies θ, which is written with the next checkpoint.
  public func keepBest(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>
  ) {
    best.keep(description, parameters)
  }

  /// Adds an update to the apply log.
  public func record(_ update: AppliedUpdate) {
    log.record(update)
    if nextFlush == nil { nextFlush = clock.now + Self.logInterval }
    if log.waitingBytes >= Self.logPortionBytes { flush() }
  }

  /// Adds to the apply log all that waits; to be called before the process ends.
  ///
  /// - Returns: why that failed, if it did.
  @discardableResult
  public func flush() -> String? {
    nextFlush = nil
    do throws(DiskError) {
      try log.flush(on: logDisk)
      return nil
    } catch {
      logFailures += 1
      newLogFailure =
        "the apply log could not be written (failure \(logFailures)), training continues: \(error)"
      nextFlush = clock.now + Self.logInterval
      return error.description
    }
  }

  /// What has gone wrong with the apply log since this was last asked, in one sentence.
  public func takeLogFailure() -> String? {
    defer { newLogFailure = nil }
    return newLogFailure
  }

  /// What has happened to the folder since this was last asked, in one sentence.
  public func takeNotice() -> String? {
    defer { newNotice = nil }
    return newNotice
  }

  /// Writes a checkpoint where the run's folder can't take it: into a new folder beside that, else
  /// into one for temporary files, else into the one that this process runs in. Returns when it is
  /// durable; may be called only while none is under way.
  ///
  /// - Returns: the new folder.
  /// - Throws: where none of them can take it; the sentence says why each can't.
  public func rescue(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>,
    optimizerState: [UnsafeBufferPointer<Float>]
  ) throws(DiskError) -> String {
    stage(parameters, optimizerState)
    var reasons: [String] = []
    for place in RescuePlace.inOrder(besides: folder.path) {
      do {
        let path = try place.make()
        var writing = CheckpointWriting(
          description, data: staging, kept: 1, hasLog: false, best: best.writing())
        do {
          let disk = FolderDisk(path)
          while try writing.next(on: disk) {}
        } catch {
          RescuePlace.remove(path)
          throw error
        }
        return path
      } catch {
        reasons.append("\(error)")
      }
    }
    throw DiskError(reasons.joined(separator: "; "))
  }

  private func write(
    _ description: CheckpointDescription, hasLog: Bool, best: ModelWriting?
  ) -> Finished {
    var writing = CheckpointWriting(
      description, data: staging, kept: kept, hasLog: hasLog, best: best)
    let version = description.version
    var result = CheckpointResult.written(version: version)
    do throws(DiskError) {
      while try writing.next(on: disk) {}
    } catch {
      result = .failed(version: version, reason: error.description)
    }
    return Finished(result: result, log: writing.log, bestWritten: writing.bestWritten)
  }

  /// It could not be begun.
  private func finish(_ failure: String, _ description: CheckpointDescription) {
    finish(Finished(result: .failed(version: description.version, reason: failure)))
  }

  private func finish(_ finished: Finished) {
    result.withLock { $0 = finished }
    wakeup.signal()
  }

  /// The versions of the checkpoints in a folder, oldest first.
  public static func versions(in folder: String) -> [UInt64] {
    guard let names = try? Files.names(in: folder) else { return [] }
    return names.compactMap { CheckpointName.version(fileName: $0) }.sorted()
  }

  /// Removes the checkpoints in a folder, of a run whose θ nobody will ask for.
  public static func removeAll(in folder: String) {
    for version in versions(in: folder) {
      unlink("\(folder)/\(CheckpointName.fileName(version: version))")
    }
    for name in [
      CheckpointName.latest, CheckpointName.model, CheckpointName.best, CheckpointName.initial,
    ] {
      unlink("\(folder)/\(name)")
    }
  }

  /// The newest checkpoint in a folder that is whole, as `CheckpointSearch` finds it, and its path.
  /// What is damaged is passed over and named in `damaged`.
  public static func newestWhole(
    in folder: String, damaged: inout [String]
  ) throws -> (path: String, checkpoint: WholeCheckpoint)? {
    var files: [DamagedCheckpoint] = []
    let newest = try CheckpointSearch.newestWhole(on: FolderDisk(folder), damaged: &files)
    damaged += files.map { "\(folder)/\($0.name): \($0.reason)" }
    return newest.map { ("\(folder)/\($0.name)", $0) }
  }
}
