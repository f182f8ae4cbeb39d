import Coordination
import Storage

/// Writes checkpoints to a simulated disk as production does, but one operation at a time, while
/// training goes on.
final class SimulatedCheckpointStore: CheckpointStore {
  private let disk: ProcessDisk
  private let kept: Int
  private let clock: VirtualClock
  private let diskDelay: Interval
  private let watch: Watch
  private var chance: SeededNumbers
  private var log: AppliedLogWriting
  private var best = BestParameters()
  private var writing: CheckpointWriting?
  private var result: CheckpointResult?
  /// When the next operation is done; nil while nothing is under way.
  private(set) var nextOperation: Instant?
  /// The whole file of each checkpoint that was begun.
  private(set) var images: [CheckpointImage] = []

  init(
    _ disk: ProcessDisk, _ scenario: Scenario, generation: UInt64, firstVersion: UInt64,
    clock: VirtualClock, chance: SeededNumbers, watch: Watch
  ) {
    self.disk = disk
    kept = scenario.checkpointsKept
    diskDelay = scenario.diskDelay
    self.clock = clock
    self.chance = chance
    self.watch = watch
    log = AppliedLogWriting(generation: generation, version: firstVersion)
  }

  /// Whether there is a result to be polled.
  var hasResult: Bool { result != nil }

  func begin(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>,
    optimizerState: [UnsafeBufferPointer<Float>]
  ) {
    guard disk.life.interacts() else { return }
    watch.checkpointBegins(description, parameters, state: optimizerState)
    if writing != nil || result != nil {
      watch.fail("a checkpoint is begun while another is under way")
    }
    do throws(DiskError) {
      try log.flush(on: disk)
    } catch {
      result = .failed(version: description.version, reason: error.description)
      return
    }
    let hasLog = log.isNeeded
    if hasLog { log.checkpointBegins() }
    var data = Array(parameters)
    for state in optimizerState { data += state }
    images.append(CheckpointImage(description, data: data))
    // Pieces so small that even a small θ is written in several.
    writing = CheckpointWriting(
      description, data: data, kept: kept, hasLog: hasLog, best: best.writing(pieceBytes: 64),
      pieceBytes: 64)
    nextOperation = clock.now + chance.interval(upTo: diskDelay)
  }

  func keepBest(_ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>) {
    guard disk.life.interacts() else { return }
    watch.keepsBest(description, parameters)
    best.keep(description, parameters)
  }

  func record(_ update: AppliedUpdate) {
    guard disk.life.interacts() else { return }
    watch.recorded(update)
    log.record(update)
  }

  /// Does the next operation of what is under way.
  func advance() {
    guard var writing else { return }
    var failure: String?
    do throws(DiskError) {
      if try writing.next(on: disk) {
        self.writing = writing
        nextOperation = clock.now + chance.interval(upTo: diskDelay)
        return
      }
    } catch {
      failure = error.description
    }
    result =
      failure.map { .failed(version: writing.version, reason: $0) }
      ?? .written(version: writing.version)
    log.checkpointEnded(writing.log)
    best.written(version: writing.bestWritten)
    self.writing = nil
    nextOperation = nil
  }

  /// Its process does nothing for a while.
  func pause(until end: Instant) {
    if let next = nextOperation { nextOperation = max(next, end) }
  }

  func poll() -> CheckpointResult? {
    guard let result, disk.life.interacts() else { return nil }
    self.result = nil
    watch.checkpointEnded(result)
    return result
  }
}
