import Coordination
import Rendering
import Storage

/// One run of a whole cluster, in one thread, over a network, a disk and a time of its own: the
/// coordinator, the sessions and the shells that production runs, under faults that a seed draws.
///
/// First comes a phase with faults. Then they stop, and the run must finish. All that happens is a
/// function of the seed alone.
public final class Universe {
  let scenario: Scenario
  let trace: Trace
  let clock: VirtualClock
  let watch: Watch
  let task: TrainingTask
  let network: SimulatedNetwork
  let disk: SimulatedDisk
  var chance: SeededNumbers
  var agenda = Agenda()
  var faults = FaultCounts()
  var isCalm = false
  var server: ServerProcess?
  var workers: [WorkerPlace]
  private var floods: [FloodProcess] = []
  /// The files of all checkpoints that were begun by servers that have ended.
  var images: [CheckpointImage] = []
  private var events: UInt64 = 0
  private var isOver = false
  private var deadline = Instant(nanoseconds: .max)
  private var eventsMax = UInt64.max

  /// A place for a worker, in which one process follows another.
  struct WorkerPlace {
    var process: WorkerProcess?
    let pace: WorkerPace
    /// Whether the agenda has it connect, and how often that has failed in a row.
    var isConnecting = false
    var failedConnections = 0
  }

  /// A universe in which nothing has happened.
  ///
  /// - Parameters:
  ///   - modes: those that the seed draws from, not empty.
  ///   - trace: takes a line for each event, as it happens.
  public convenience init(
    seed: UInt64, modes: [SimulatedMode], trace write: ((String) -> Void)? = nil
  ) {
    self.init(Scenario(seed: seed, modes: modes), trace: write)
  }

  init(_ scenario: Scenario, trace write: ((String) -> Void)? = nil) {
    self.scenario = scenario
    // Whatever the scenario draws more of one day, the rest of the universe stays the same.
    var chance = SeededNumbers(seed: ~scenario.seed)
    clock = VirtualClock()
    trace = Trace(clock, write)
    task = TrainingTask(scenario)
    watch = Watch(scenario, task, clock: clock, trace: trace)
    network = SimulatedNetwork(
      workers: scenario.places, floods: scenario.floods.count,
      weather: SimulatedNetwork.Weather(
        delay: scenario.messageDelay, duplication: scenario.duplication,
        reordering: scenario.reordering, corruption: scenario.corruption,
        forgery: scenario.forgery,
        shortDuplicateDelay: scenario.shortDuplicateDelay,
        duplicateDelay: scenario.duplicateDelay),
      keys: scenario.hasKeys ? (0..<scenario.peers).map(Scenario.key) : nil,
      clock: clock, chance: SeededNumbers(seed: chance.next()), watch: watch)
    disk = SimulatedDisk(chance: SeededNumbers(seed: chance.next()))
    let silent = Array(
      repeating: scenario.paces.first ?? .milliseconds(1), count: scenario.silentWorkers)
    workers = (scenario.paces + silent).map { pace in
      WorkerPlace(
        process: nil,
        pace: WorkerPace(
          microBatchTime: pace, hiccups: scenario.hiccups,
          chance: SeededNumbers(seed: chance.next())))
    }
    for (index, kind) in scenario.floods.enumerated() {
      let process = FloodProcess(
        kind, scenario, task, index: scenario.places + index, network: network, clock: clock,
        chance: SeededNumbers(seed: chance.next()), watch: watch)
      network.workerStarted(process.link, as: scenario.places + index)
      floods.append(process)
    }
    self.chance = chance
    begin()
  }

  private func begin() {
    trace.note("\(scenario)")
    agenda.add(.startServer, at: clock.now + chance.interval(upTo: scenario.downtime))
    for worker in workers.indices {
      agenda.add(.startWorker(worker), at: clock.now + chance.interval(upTo: scenario.downtime))
    }
    if scenario.faultyTime.nanoseconds > 0, !scenario.faultWeights.isEmpty {
      agenda.add(.fault, at: clock.now + nextFaultInterval())
    }
    agenda.add(.calm, at: clock.now + scenario.faultyTime)
  }

  /// Runs to the end, or until something is wrong.
  public func run() -> UniverseReport {
    while !isOver, watch.failure == nil { advance() }
    if watch.failure == nil { checkEnd() }
    var faults = faults
    faults += network.faults
    faults += disk.faults
    return UniverseReport(
      seed: scenario.seed, mode: scenario.mode,
      failure: watch.failure.map { .init(description: $0.description, at: $0.at) },
      duration: clock.now - Instant(nanoseconds: 0), events: events, messages: network.messages,
      steps: watch.steps, staleness: watch.staleness, faults: faults)
  }

  // MARK: Time

  /// Who acts next. Of those who could at one instant, the first of these.
  private enum Actor {
    case agenda, network, store, server
    case worker(Int)
    case flood(Int)
  }

  /// Lets the next thing happen.
  private func advance() {
    var next = Instant(nanoseconds: .max)
    var actor: Actor?
    func consider(_ candidate: Actor, _ time: Instant?) {
      if let time, time < next { (next, actor) = (time, candidate) }
    }
    consider(.agenda, agenda.next)
    consider(.network, network.nextArrival)
    consider(.store, server?.store.nextOperation)
    consider(.server, server?.nextTurn)
    for worker in workers.indices {
      consider(.worker(worker), workers[worker].process?.nextTurn)
    }
    for flood in floods.indices { consider(.flood(flood), floods[flood].nextTurn) }
    guard let actor else { return watch.fail("nothing more happens") }
    eventsAtInstant = next == clock.now ? eventsAtInstant + 1 : 0
    guard eventsAtInstant <= Self.eventsAtInstantMax else {
      return watch.fail("time stands still: \(eventsAtInstant) events at one instant")
    }
    clock.advance(to: next)
    events += 1
    if clock.now > deadline || events > eventsMax {
      return watch.fail(
        "the run has not finished \((clock.now - calmSince).inSeconds) s and "
          + "\(events - eventsWhenCalm) events after faults stopped")
    }
    switch actor {
    case .agenda: if let item = agenda.removeFirst() { happen(item) }
    case .network: deliver()
    case .store: advanceStore()
    case .server: turnServer()
    case .worker(let worker): turnWorker(worker)
    case .flood(let flood): turnFlood(flood)
    }
    for worker in workers.indices { keepConnected(worker) }
  }

  /// Events since the clock last moved. A process that asks to be called again at once, and then does
  /// nothing, would keep a processor busy for ever.
  private var eventsAtInstant: UInt64 = 0
  private static let eventsAtInstantMax: UInt64 = 100_000

  private var calmSince = Instant(nanoseconds: 0)
  private var eventsWhenCalm: UInt64 = 0

  private func happen(_ item: Agenda.Item) {
    switch item {
    case .startServer: startServer()
    case .startWorker(let worker): startWorker(worker)
    case .connect(let worker): connect(worker)
    case .stopWorker(let worker): stopWorker(worker)
    case .endSlowness(let worker): workers[worker].pace.slowness = 1
    case .healDisk: disk.trouble = .none
    case .disconnect(let worker): network.disconnect(worker)
    case .fault: if !isCalm { injectFault() }
    case .calm: calm()
    }
  }

  /// Faults stop: from here on the run must come to its end.
  private func calm() {
    trace.note("faults stop")
    isCalm = true
    network.weather = SimulatedNetwork.Weather(delay: scenario.messageDelay)
    disk.trouble = .none
    server?.life.spare()
    if server == nil { agenda.add(.startServer, at: clock.now) }
    for worker in workers.indices {
      workers[worker].pace.slowness = 1
      workers[worker].pace.hiccups = 0
      workers[worker].process?.life.spare()
      if workers[worker].process == nil { agenda.add(.startWorker(worker), at: clock.now) }
    }
    calmSince = clock.now
    eventsWhenCalm = events
    deadline = clock.now + scenario.timeToFinish
    eventsMax = events + Self.eventsToFinish
  }

  /// So many events are enough for any run to finish in.
  private static let eventsToFinish: UInt64 = 1_000_000

  // MARK: Processes

  private func startServer() {
    guard server == nil else { return }
    let life = ProcessLife()
    if !isCalm, scenario.diesAtStart(&chance) {
      life.end(afterInteractions: chance.below(16))
    }
    do throws(DiskError) {
      let process = try ServerProcess(
        scenario, task, life: life, disk: disk, images: images, network: network, clock: clock,
        chance: SeededNumbers(seed: chance.next()), watch: watch)
      server = process
      network.serverStarted(process.link)
    } catch {
      trace.note("the server could not start: \(error)")
      if life.isOver { faults[.serverKill] += 1 }
      agenda.add(.startServer, at: clock.now + downtime())
    }
  }

  private func startWorker(_ worker: Int) {
    guard workers[worker].process == nil else { return }
    trace.note("worker \(worker) starts")
    let process = WorkerProcess(
      scenario, task, worker: worker, pace: workers[worker].pace, network: network, clock: clock,
      watch: watch)
    process.link.isSilent = worker >= scenario.workers
    workers[worker].process = process
    network.workerStarted(process.link, as: worker)
    // Mostly it finds the server at once.
    if chance.happens(0.8) { _ = network.connect(worker) }
  }

  /// How long something that has ended stays down.
  private func downtime() -> Interval {
    isCalm
      ? chance.interval(upTo: .milliseconds(100))
      : chance.interval(from: .microseconds(100), to: scenario.downtime)
  }

  private func turnServer() {
    guard let server else { return }
    server.turn(at: clock.now)
    settleServer()
  }

  private func advanceStore() {
    guard let server else { return }
    server.store.advance()
    if server.store.hasResult { server.wake(at: clock.now) }
    settleServer()
  }

  /// Buries a server that has died, or that has ended by itself.
  func settleServer() {
    guard let server else { return }
    if server.life.isOver {
      trace.note("the server is dead")
      buryServer(wasKilled: true)
      return
    }
    guard let outcome = server.shell.outcome else { return }
    trace.note("the server ends: \(outcome)")
    switch outcome {
    case .completed:
      isOver = true
    case .interrupted where hasStopped:
      break
    case .failed(.lastCheckpoint):
      // The disk was in trouble.
      if disk.faults.total == 0 { watch.fail("the run failed without cause: \(outcome.reason)") }
    case .interrupted, .failed:
      watch.fail("the run ended without cause: \(outcome.reason)")
    }
    if !isOver { buryServer(wasKilled: false) }
  }

  /// Whether the operator has told the present server to stop.
  var hasStopped = false

  private func buryServer(wasKilled: Bool) {
    guard let server else { return }
    images += server.store.images
    network.serverEnded(wasKilled: wasKilled)
    self.server = nil
    hasStopped = false
    agenda.add(.startServer, at: clock.now + downtime())
  }

  private func turnFlood(_ flood: Int) {
    let place = scenario.places + flood
    if network.connection(of: place) == nil { _ = network.connect(place) }
    floods[flood].turn()
  }

  private func turnWorker(_ worker: Int) {
    guard let process = workers[worker].process else { return }
    process.turn()
    settleWorker(worker)
  }

  private func stopWorker(_ worker: Int) {
    guard let process = workers[worker].process else { return }
    guard process.busyUntil <= clock.now else {
      return agenda.add(.stopWorker(worker), at: process.busyUntil)
    }
    process.stop(.terminated)
    settleWorker(worker)
  }

  /// Buries a worker that has died, or that has ended by itself.
  func settleWorker(_ worker: Int) {
    guard let process = workers[worker].process else { return }
    if process.life.isOver {
      trace.note("worker \(worker) is dead")
      // It died in the middle of its turn, which began now.
      buryWorker(worker, at: process.diedAt ?? clock.now, wasKilled: true)
    } else if let outcome = process.shell.outcome {
      trace.note("worker \(worker) ends: \(outcome)")
      switch outcome {
      case .refused, .notConnected, .unprepared:
        watch.fail("a worker is refused: \(outcome.clause)")
      case .finished, .left, .lostServer: break
      }
      buryWorker(worker, at: process.busyUntil, wasKilled: false)
    }
  }

  private func buryWorker(_ worker: Int, at time: Instant, wasKilled: Bool) {
    network.workerEnded(worker, at: time, wasKilled: wasKilled)
    workers[worker].process = nil
    agenda.add(.startWorker(worker), at: max(clock.now, time) + downtime())
  }

  // MARK: Connections

  private func keepConnected(_ worker: Int) {
    guard workers[worker].process != nil, !workers[worker].isConnecting,
      network.connection(of: worker) == nil
    else { return }
    workers[worker].isConnecting = true
    workers[worker].failedConnections = 0
    agenda.add(.connect(worker), at: clock.now + chance.interval(upTo: Self.firstRetry))
  }

  private func connect(_ worker: Int) {
    workers[worker].isConnecting = false
    guard workers[worker].process != nil, network.connection(of: worker) == nil,
      !network.connect(worker)
    else { return }
    // As `WorkerLink` does: twice as long each time.
    workers[worker].isConnecting = true
    let doublings = min(workers[worker].failedConnections, 5)
    workers[worker].failedConnections += 1
    let wait = Self.firstRetry * UInt64(1 << doublings)
    agenda.add(.connect(worker), at: clock.now + wait + chance.interval(upTo: Self.firstRetry))
  }

  private static let firstRetry = Interval.milliseconds(50)

  private func deliver() {
    guard let link = network.deliverNext() else { return }
    switch link.owner {
    case .server: server?.wake(at: clock.now)
    case .worker(let worker):
      // Whoever floods reads when it speaks.
      if worker < workers.count { workers[worker].process?.wake(at: clock.now) }
    }
  }

  // MARK: The end

  /// The run has completed: all is on the disk, and nothing is left over.
  private func checkEnd() {
    guard let server else { return watch.fail("the run has ended without a server") }
    if server.link.heldPayloads > 0 {
      watch.fail("the server has completed the run and holds \(server.link.heldPayloads) gradients")
    }
    images += server.store.images
    let newest = CheckpointImage.newest(of: images, on: disk)
    let version = server.shell.version
    watch.checkEnd(atVersion: version)
    if newest != version {
      watch.fail(
        "the run has completed at version \(version), but its newest whole checkpoint is of version "
          + "\(newest)")
    }
    if let image = images.last(where: { $0.version == newest }) {
      watch.checkBest(disk.files.first { $0.name == CheckpointName.best }?.bytes, image.validation)
    }
    checkLog()
    watch.check(server.shell.currentParameters, version, "the server has ended with")
  }

  /// In the modes that write an apply log it tells how the run came about.
  private func checkLog() {
    guard scenario.rule != .sync else { return }
    guard let file = disk.files.first(where: { $0.name == AppliedLog.fileName }) else {
      return watch.fail("there is no apply log")
    }
    do {
      watch.checkLog(try file.bytes.withUnsafeBytes { try AppliedLog.read($0) })
    } catch {
      watch.fail("the apply log can't be read: \(error)")
    }
  }
}
