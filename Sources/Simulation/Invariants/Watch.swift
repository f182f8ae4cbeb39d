import Coordination
import Rendering
import Storage

/// Sees all that happens in a universe, and objects to what must not. It has its own account of the
/// run and none of the coordinator's.
final class Watch {
  let trace: Trace
  /// The first thing that was wrong, if anything was.
  private(set) var failure: Failure?

  /// What was wrong, and when.
  struct Failure {
    let description: String
    let at: Instant
  }

  private let clock: VirtualClock
  private let scenario: Scenario
  private var account: RunAccount
  /// Each θ that any server has sent, once.
  private var sent: [SentParameters] = []
  /// Each θ that any server has kept as the best.
  private var bests: [SentParameters] = []
  private var generation: UInt64 = 0
  /// The version that the present server began with.
  private var firstVersion: UInt64 = 0
  private var sessions: SessionWatch
  /// What the present server has received, by what a record can be of.
  private var pushes: [(step: UInt64, version: UInt64, session: SessionID)] = []
  /// How stale applied updates were.
  private(set) var staleness = StalenessHistogram()
  /// The version that the present server last named in an order.
  private var orderedVersion: UInt64 = 0
  /// The version that it last said it had come to.
  private var reportedVersion: UInt64 = 0
  /// The version of the last checkpoint that any server was told is durable.
  private(set) var acknowledgedVersion: UInt64 = 0
  /// Steps that were trained, those that were lost in crashes among them.
  private(set) var steps: UInt64 = 0

  /// Of the present server: what it has told and been told of work, for its bounds.
  private var bounds: BoundsAccount
  /// Peers that are no workers.
  private var strangers: [PeerID] = []

  private struct SentParameters {
    let generation: UInt64
    let version: UInt64
    let floats: [Float]

    init(_ generation: UInt64, _ version: UInt64, _ floats: [Float]) {
      self.generation = generation
      self.version = version
      self.floats = floats
    }
  }

  init(_ scenario: Scenario, _ task: TrainingTask, clock: VirtualClock, trace: Trace) {
    self.scenario = scenario
    self.clock = clock
    self.trace = trace
    account = RunAccount(scenario, task)
    sessions = SessionWatch(heartbeatTimeout: scenario.heartbeatTimeout)
    bounds = BoundsAccount(scenario, startedAt: clock.now)
    if let mistake = account.arithmeticMistake { fail(mistake) }
  }

  /// Says that something is wrong; only the first time counts, since more may follow from it.
  func fail(_ description: @autoclosure () -> String) {
    guard failure == nil else { return }
    let failure = Failure(description: description(), at: clock.now)
    self.failure = failure
    trace.note("WRONG: \(failure.description)")
  }

  // MARK: The server

  /// A server starts, with a checkpoint or without.
  ///
  /// - Parameters:
  ///   - version: where it goes on.
  ///   - newest: the version of the newest whole checkpoint on the disk, 0 for none.
  func serverStarted(generation: UInt64, version: UInt64, newestOnDisk newest: UInt64) {
    trace.note("the server of generation \(generation) starts at version \(version)")
    if generation <= self.generation {
      fail("a server has generation \(generation) after one of generation \(self.generation)")
    }
    if version != newest {
      fail("a server goes on from version \(version), but the newest whole one is \(newest)")
    }
    if version < acknowledgedVersion {
      fail(
        "a server goes on from version \(version), but version \(acknowledgedVersion) was said "
          + "to be durable")
    }
    self.generation = generation
    bounds = BoundsAccount(scenario, startedAt: clock.now)
    strangers.removeAll()
    account.rewind(to: version)
    sessions.restart()
    pushes.removeAll(keepingCapacity: true)
    firstVersion = version
    orderedVersion = version
    reportedVersion = version
    acknowledgedVersion = version
  }

  func serverSends(
    _ message: ServerMessage, _ envelope: Envelope, _ payload: SimulatedBuffer?, to peer: PeerID
  ) {
    trace.note("server → \(peer): \(envelope) \(message)" + (payload == nil ? "" : " [θ]"))
    if envelope.generation != generation {
      fail("the server of generation \(generation) speaks as \(envelope)")
    }
    switch message {
    case .work(let order):
      bounds.ordered(order, from: envelope.session, of: peer)
      if order.version < orderedVersion {
        fail("the server orders work at version \(order.version) after \(orderedVersion)")
      }
      orderedVersion = order.version
      if let payload {
        check(payload.floats, order.version, "the server sends")
        if sent.last.map({ $0.version != order.version || $0.generation != generation }) ?? true {
          sent.append(SentParameters(generation, order.version, Array(payload.floats)))
        }
      }
    case .refused where strangers.contains(peer):
      break
    case .refused(let reason), .busy(let reason):
      fail("a worker that has all that is needed is refused: \(reason)")
    case .welcome, .heartbeat, .rejoin, .finished:
      break
    }
  }

  /// The server has received a message.
  ///
  /// - Parameter isForeign: whether it is of another session than its sender's present one.
  func serverReceived(_ message: SimulatedMessage, from peer: PeerID, isForeign: Bool) {
    trace.note("server ← \(peer): \(message)")
    if !message.isCorrupted, !isForeign, case .worker(let content, let envelope) = message.content {
      sessions.heard(content, of: envelope.session, at: clock.now)
    }
    guard !message.isCorrupted, case .worker(let content, let envelope) = message.content,
      envelope.generation == generation
    else { return }
    bounds.returned(content, by: envelope.session, of: peer)
    guard case .push(let push) = content else { return }
    pushes.append((push.step, push.version, envelope.session))
  }

  /// The server has applied an update.
  func recorded(_ update: AppliedUpdate) {
    trace.note(
      "update: version \(update.version) is step \(update.step) of \(update.session), read at "
        + "\(update.readVersion), micro-batches \(update.microBatches)")
    let isPushed = pushes.contains {
      $0.step == update.step && $0.version == update.readVersion
        && (update.session == .none || update.session == $0.session)
    }
    if !isPushed { fail("version \(update.version) is of no push that this server has received") }
    if let mistake = account.apply(update, firstVersion: firstVersion) { return fail(mistake) }
    if scenario.rule.movesWithEachPush { staleness.add(update.staleness) }
  }

  /// The server makes memory for a version of θ: it must need all that it has. Besides what is being
  /// sent that is the current version, and where gradients are corrected for their delay one that
  /// each session has read.
  func serverMakesBuffer(existing: Int, inFlight: Int) {
    var retained = 0
    if case .compensated = scenario.rule { retained = 4 * scenario.peers }
    if existing > inFlight + 1 + retained {
      fail("the server makes memory for θ, and has \(existing) of which \(inFlight) are in flight")
    }
  }

  /// The server begins to write a checkpoint.
  func checkpointBegins(
    _ description: CheckpointDescription, _ parameters: UnsafeBufferPointer<Float>,
    state: [UnsafeBufferPointer<Float>]
  ) {
    let version = description.version
    trace.note("checkpoint \(version) begins, steps ahead: \(description.appliedAhead)")
    check(parameters, version, "the server saves")
    if failure != nil { return }
    if let mistake = account.mistake(inState: state.map(Array.init), atVersion: version) {
      fail(mistake)
    }
    let ahead = account.appliedAhead(atVersion: version)
    if description.appliedAhead != ahead {
      fail(
        "the checkpoint of version \(version) names the steps \(description.appliedAhead) as "
          + "applied ahead instead of \(ahead)")
    }
  }

  /// The server keeps a copy of θ, whose validation was better than all before it.
  func keepsBest(
    _ description: CheckpointDescription, _ parameters: UnsafeBufferPointer<Float>
  ) {
    let version = description.version
    trace.note("θ\(version) is kept as the best")
    check(parameters, version, "the server keeps")
    if description.validation.best?.version != version {
      fail("the server keeps version \(version), but the best is another")
    }
    bests.append(SentParameters(generation, version, Array(parameters)))
  }

  /// Where a checkpoint lies, the best θ that it knows of must lie beside it, or a better one that a
  /// server had kept before it was lost with what followed its last checkpoint.
  ///
  /// - Parameter file: `best.safetensors`; nil where there is none.
  func checkBest(_ file: [UInt8]?, _ history: ValidationHistory) {
    guard let best = history.best else { return }
    guard let file else {
      return fail("a checkpoint names version \(best.version) as the best, which has no file")
    }
    let read = file.withUnsafeBytes { bytes -> (version: UInt64, floats: [Float])? in
      guard let contents = try? CheckpointFile.read(bytes) else { return nil }
      let floats = UnsafeRawBufferPointer(rebasing: bytes[contents.parameters])
      return (contents.description.version, Array(floats.bindMemory(to: Float.self)))
    }
    guard let read else { return fail("the file of the best θ is damaged") }
    let isKept = bests.contains { $0.version == read.version && $0.floats == read.floats }
    if read.version < best.version || !isKept {
      fail(
        "the file of the best θ holds version \(read.version), and a checkpoint names "
          + "\(best.version)")
    }
  }

  /// The coordinator is told what came of a checkpoint.
  func checkpointEnded(_ result: CheckpointResult) {
    switch result {
    case .written(let version):
      trace.note("checkpoint \(version) is durable")
      acknowledgedVersion = max(acknowledgedVersion, version)
    case .failed(let version, let reason):
      trace.note("checkpoint \(version) failed: \(reason)")
    }
  }

  /// The server has done all that it had to.
  func serverTurnEnds() {
    if let mistake = sessions.mistake(at: clock.now) { fail(mistake) }
  }

  func serverReports(_ event: RunEvent) {
    trace.note("event: \(event)")
    sessions.reported(event, at: clock.now)
    if let mistake = bounds.mistake(in: event, at: clock.now) { fail(mistake) }
    switch event {
    case .stepCompleted(let summary):
      steps += 1
      if summary.version != reportedVersion + 1 {
        fail("version \(summary.version) follows version \(reportedVersion)")
      }
      reportedVersion = summary.version
      if account.isEnd(summary.version - 1) {
        fail("version \(summary.version) follows one at which the run ends")
      }
      if let expected = account.loss(ofVersion: summary.version), summary.loss != expected {
        fail(
          "the loss of version \(summary.version) is \(summary.loss) instead of \(expected)")
      }
      if let split = summary.split { check(split, of: summary) }
    case .clockCompared(_, let name, let offset, let roundTrip):
      // All processes see the universe's time.
      if offset.magnitude > (roundTrip.nanoseconds + 1) / 2 {
        fail(
          "the clock of \(name) is said to be \(offset) ns ahead, after a round trip of "
            + "\(roundTrip.nanoseconds) ns")
      }
    case .stepSkipped:
      reportedVersion += 1
    case .evaluated(let summary):
      checkEvaluation(summary)
    case .workerRefused(let name, let reason) where name != FloodProcess.name:
      fail("\(name) is refused: \(reason)")
    default:
      break
    }
  }

  /// What a step's time is said to have gone into must add up to it, but for what the parts of the
  /// mean were rounded by. (Where each push moves θ, it is a worker's time, and several overlap.)
  private func check(_ split: TimeSplit, of summary: StepSummary) {
    let parts = [split.pull, split.compute, split.push, split.wait, split.update]
    let sum = parts.reduce(Interval.none, +)
    let rounding = Interval(nanoseconds: UInt64(parts.count))
    guard scenario.mode == .sync || scenario.mode == .drop else { return }
    if sum > summary.duration || sum + rounding < summary.duration {
      fail("the parts of version \(summary.version)'s \(summary.duration.inSeconds) s are \(split)")
    }
  }

  private func checkEvaluation(_ summary: EvaluationSummary) {
    guard let tally = account.evaluation(atVersion: summary.version) else { return }
    let loss = tally.lossSum / Double(tally.samples)
    let accuracy = Double(tally.correct) / Double(tally.samples)
    if summary.loss != loss || summary.accuracy != accuracy || summary.samples != tally.samples {
      fail(
        "the evaluation of version \(summary.version) gives loss \(summary.loss) instead of "
          + "\(loss), or another accuracy or number of samples")
    }
  }

  // MARK: A worker

  /// A worker connects, or a peer that is none.
  func connected(_ worker: Int, as peer: PeerID) {
    trace.note("worker \(worker) connects as \(peer)")
    if worker >= scenario.places { strangers.append(peer) }
  }

  func workerSends(
    _ message: WorkerMessage, _ envelope: Envelope, from worker: Int, at time: Instant
  ) {
    trace.note("worker \(worker) → (at \(time.inSeconds)): \(envelope) \(message)")
  }

  func workerReceived(
    _ message: SimulatedMessage, _ content: ServerMessage, _ envelope: Envelope, at worker: Int
  ) {
    trace.note("worker \(worker) ←: \(message)")
    guard case .work(let order) = content, let payload = message.payload, !message.isCorrupted
    else { return }
    if !wasSent(payload, version: order.version, generation: envelope.generation) {
      fail("worker \(worker) is given a θ that is not the version \(order.version) of \(envelope)")
    }
  }

  // MARK: θ

  private func wasSent(_ floats: [Float], version: UInt64, generation: UInt64) -> Bool {
    for parameters in sent.reversed()
    where parameters.version == version && parameters.generation == generation {
      return parameters.floats.elementsEqual(floats) { $0.bitPattern == $1.bitPattern }
    }
    return false
  }

  /// Checks that θ is what it must be at the version that it is said to be of.
  func check(
    _ floats: some Collection<Float>, _ version: UInt64, _ who: @autoclosure () -> String
  ) {
    if let mistake = account.mistake(in: floats, atVersion: version) {
      fail("\(who()) a θ in which \(mistake)")
    }
  }

  /// Checks that a run ends where it must.
  func checkEnd(atVersion version: UInt64) {
    if !account.isEnd(version) { fail("the run has completed at version \(version)") }
  }

  /// Checks that an apply log tells how the run came to its end.
  func checkLog(_ log: [AppliedUpdate]) {
    if log != account.updates {
      fail("the apply log holds \(log.count) updates, and not those of the run")
    }
  }
}
