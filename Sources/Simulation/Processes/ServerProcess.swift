import Coordination
import ParameterServer
import Storage
import Tensors

/// One server process, from its start to its end: what `ps serve --resume` does, and the shell that
/// production runs.
final class ServerProcess {
  typealias Shell = ServerShell<
    SimulatedLink, SimulatedCheckpointStore, ProcessClock, SerialExecutor, WatchedRun
  >

  let life: ProcessLife
  let link: SimulatedLink
  let store: SimulatedCheckpointStore
  let shell: Shell
  /// When it next has a turn.
  private(set) var nextTurn: Instant
  private var pausedUntil = Instant(nanoseconds: 0)
  /// When it has looked at its data; nil afterwards.
  private var dataReadyAt: Instant?
  private let facts: DataFacts
  private let watch: Watch
  private let scenario: Scenario

  /// Reads the disk, makes its generation durable, and begins to listen.
  ///
  /// - Throws: where the disk fails, or the process ends.
  init(
    _ scenario: Scenario, _ task: TrainingTask, life: ProcessLife, disk: SimulatedDisk,
    images: [CheckpointImage], network: SimulatedNetwork, clock: VirtualClock,
    chance: SeededNumbers, watch: Watch
  ) throws(DiskError) {
    self.life = life
    self.watch = watch
    self.scenario = scenario
    facts = task.facts
    let processDisk = ProcessDisk(disk: disk, life: life, trace: watch.trace)
    var damaged: [DamagedCheckpoint] = []
    let saved = try CheckpointSearch.newestWhole(on: processDisk, damaged: &damaged)
    for file in damaged { watch.trace.note("\(file.name) is passed over: \(file.reason)") }
    var generation = try RunGeneration(
      following: saved?.contents.description.generation, on: processDisk)
    while try generation.next(on: processDisk) {}
    guard !life.isOver else { throw DiskError("the process is dead") }

    var configuration = scenario.configuration
    configuration.generation = generation.number
    configuration.checksInvariants = true
    configuration.firstVersion = saved?.contents.description.version ?? 0
    configuration.appliedAhead = saved?.contents.description.appliedAhead ?? []
    if let saved { configuration.validationHistory = saved.contents.description.validation }
    watch.serverStarted(
      generation: generation.number, version: configuration.firstVersion,
      newestOnDisk: CheckpointImage.newest(of: images, on: disk))
    watch.checkBest(
      disk.files.first { $0.name == CheckpointName.best }?.bytes, configuration.validationHistory)
    let processClock = ProcessClock(clock)
    link = SimulatedLink(
      .server(generation: generation.number), network: network, life: life, clock: processClock,
      watch: watch, parameterCount: task.parameterCount, patience: scenario.patience)
    store = SimulatedCheckpointStore(
      processDisk, scenario, generation: generation.number,
      firstVersion: configuration.firstVersion, clock: clock, chance: chance, watch: watch)
    let start: ServedJob.Start =
      if let saved { .checkpoint(saved.bytes, saved.contents) } else { .new(task.fill) }
    shell = ServerShell(
      configuration,
      job: ServedJob(
        layout: task.layout, update: task.update, schedule: task.schedule, start: start),
      link: link, store: store, clock: processClock, executor: SerialExecutor(),
      observer: WatchedRun(watch: watch, life: life))
    nextTurn = clock.now
    dataReadyAt = clock.now + scenario.loadingTime
  }

  /// Deals with what has happened.
  func turn(at now: Instant) {
    if let ready = dataReadyAt, now >= ready {
      dataReadyAt = nil
      shell.dataReady(facts)
    }
    shell.turn()
    link.checkForeignPayloads()
    checkLimits()
    if let broken = shell.brokenInvariant { watch.fail("an invariant is broken: \(broken)") }
    if !life.isOver { watch.serverTurnEnds() }
    nextTurn = shell.nextTurn
    if let dataReadyAt { nextTurn = min(nextTurn, dataReadyAt) }
  }

  /// Has a turn soon, since something has come in.
  func wake(at now: Instant) {
    nextTurn = max(pausedUntil, min(nextTurn, now + scenario.serverLatency))
  }

  /// It does nothing for a while.
  func pause(until end: Instant) {
    pausedUntil = end
    nextTurn = max(nextTurn, end)
    store.pause(until: end)
  }

  /// No more is held than a step's pushes, or one of each session: a worker's last one may not have
  /// been found to be dead yet.
  private func checkLimits() {
    guard !life.isOver else { return }
    if link.heldPayloads > max(scenario.microBatches, 4 * scenario.peers) {
      watch.fail("the server holds \(link.heldPayloads) gradients")
    }
  }
}
