import Coordination
import Optimizers
import Storage
import Tensors
import Wire

/// The code around the coordinator: reads frames and sends them, holds θ, the optimizer's state and
/// the pushed gradients, and does what the coordinator says. It decides nothing.
///
/// Once a step is steady it allocates nothing: buffers, queues and frames are used again.
public final class ServerShell<
  Transport: Link, Store: CheckpointStore, Time: Clock, Executor: RangeExecutor,
  Observer: RunObserver
> {
  /// How the run ended, once it has.
  public private(set) var outcome: RunOutcome?
  /// The transport, for its owner to wait on.
  public var link: Transport

  private let configuration: CoordinatorConfiguration
  private var coordinator: Coordinator
  private var store: Store
  private let clock: Time
  private let executor: Executor
  private var observer: Observer

  private let schedule: LearningRateSchedule
  private let update: ParameterUpdate
  /// What every checkpoint says; its version, and what was applied ahead, are each one's own.
  private var description: CheckpointDescription
  private let parameterCount: Int
  private var parameters: ParameterVersions<Transport.Buffer>

  /// The pushed gradients, each at the first micro-batch that it covers.
  private var held: [PayloadHandle?]
  private var plan = SummationPlan()
  private var writer = ByteWriter(capacity: 256)
  private var traffic = Traffic()
  private var inputs: [CoordinatorInput] = []
  private var effects: [CoordinatorEffect] = []

  /// A server that is ready to hear workers.
  public init(
    _ configuration: CoordinatorConfiguration, job: ServedJob, link: Transport, store: Store,
    clock: Time, executor: Executor, observer: Observer
  ) {
    self.configuration = configuration
    coordinator = Coordinator(configuration)
    self.link = link
    self.store = store
    self.clock = clock
    self.executor = executor
    self.observer = observer
    schedule = job.schedule
    parameterCount = job.layout.count
    update = ParameterUpdate(job.update, layout: job.layout, concurrency: executor.concurrency)
    description = CheckpointDescription(
      version: configuration.firstVersion, generation: configuration.generation,
      job: configuration.job,
      parameters: job.layout.tensors.map { CheckpointTensor(name: $0.name, shape: $0.shape) },
      optimizerState: update.stateNames)
    parameters = ParameterVersions(
      first: self.link.makeBuffer(count: job.layout.count), version: configuration.firstVersion)
    held = Array(repeating: nil, count: configuration.microBatches)
    inputs.reserveCapacity(64)
    effects.reserveCapacity(64)
    switch job.start {
    case .new(let fill):
      fill(parameters.currentPointer)
    case .checkpoint(let bytes, let contents):
      precondition(contents.optimizerState.count == update.state.count)
      description.data = contents.description.data
      copy(bytes, contents.parameters, to: parameters.currentPointer)
      for (state, range) in zip(update.state, contents.optimizerState) {
        copy(bytes, range, to: state.pointer)
      }
    }
  }

  private func copy(_ bytes: [UInt8], _ range: Range<Int>, to target: UnsafeMutablePointer<Float>) {
    precondition(range.count == parameterCount * MemoryLayout<Float>.stride)
    bytes.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: target, count: range.count)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  /// When `turn` should be called again if nothing comes in.
  public var nextTurn: Instant { coordinator.nextTick }

  /// θ as it is now.
  public var currentParameters: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: parameters.currentPointer, count: parameterCount)
  }

  /// θ's version.
  public var version: UInt64 { coordinator.version }

  /// The first of the coordinator's invariants that did not hold, where the configuration has them checked.
  public var brokenInvariant: String? { coordinator.brokenInvariant }

  /// Deals with everything that has happened since it was last called. Does not wait.
  public func turn() {
    // However much comes in, the clock and the disk are looked at in between.
    for _ in 0..<Limits.messagesPerTurnMax {
      guard outcome == nil, let incoming = link.receive() else { break }
      take(incoming)
    }
    while outcome == nil, let peer = link.takeGonePeer() { feed(.disconnected(peer)) }
    while let result = store.poll() {
      switch result {
      case .written(let version): feed(.checkpointWritten(version: version))
      case .failed(let version, let reason):
        feed(.checkpointFailed(version: version, reason: reason))
      }
    }
    if outcome == nil, clock.now >= coordinator.nextTick { feed(.tick) }
  }

  /// Tells the coordinator what the server has found out about the data: workers may now be judged.
  ///
  /// - Parameter text: what checkpoints say of the data from now on; nil leaves it as it is.
  public func dataReady(_ facts: DataFacts, saying text: String? = nil) {
    if let text { description.data = text }
    feed(.dataReady(facts))
  }

  /// Tells the coordinator that the data can't be loaded.
  public func dataFailed(reason: String) {
    feed(.dataFailed(reason: reason))
  }

  /// The validation with the lowest loss so far; nil before the first.
  public var bestValidation: ValidationHistory.Best? { coordinator.validationHistory.best }

  /// Asks for a checkpoint of θ as it is now; the run goes on.
  public func checkpoint() {
    feed(.checkpointRequested)
  }

  /// Tells the coordinator whose keys are let in from now on, and what is wrong with the list, if
  /// something is.
  public func authorized(_ keys: [WorkerKey], problem: String?) {
    feed(.authorized(keys, problem: problem))
  }

  /// Tells the coordinator of a connection that the link has turned away.
  public func turnedAway(_ connection: TurnedAway) {
    feed(.turnedAway(connection))
  }

  /// Ends the run as soon as its last checkpoint is durable.
  public func stop(_ reason: StopReason) {
    feed(.stopRequested(reason))
  }

  private func take(_ incoming: Incoming) {
    traffic.receivedBytes += UInt64(incoming.head.count + (incoming.payloadBytes?.count ?? 0))
    do {
      let (message, envelope) = try Frame.decodeWorkerMessage(
        incoming.head, payload: incoming.payloadBytes,
        parameterBytes: parameterCount * MemoryLayout<Float>.stride)
      let payload = incoming.payload.map {
        ReceivedPayload($0, isFinite: FinitenessCheck.isFinite(link.floats(of: $0)))
      }
      feed(
        .received(
          message, from: incoming.peer, envelope, payload: payload, key: incoming.key))
    } catch {
      if let payload = incoming.payload { link.release(payload) }
      feed(.badFrame(from: incoming.peer, error.mistake, reason: error.description))
    }
  }

  /// Hands an input to the coordinator, does what it says, and goes on with the inputs that come of
  /// that.
  private func feed(_ input: CoordinatorInput) {
    inputs.append(input)
    while !inputs.isEmpty {
      let next = inputs.removeFirst()
      var batch = effects
      effects = []
      coordinator.step(next, at: clock.now, into: &batch)
      for index in batch.indices { perform(batch[index]) }
      batch.removeAll(keepingCapacity: true)
      effects = batch
    }
  }

  private func perform(_ effect: CoordinatorEffect) {
    switch effect {
    case .allowPayloads(let peer):
      link.allowPayloads(from: peer)
    case .denyPayloads(let peer):
      link.denyPayloads(from: peer)
    case .send(let message, let peer, let envelope, let withParameters):
      send(message, to: peer, envelope, withParameters: withParameters)
    case .keep(let payload, let firstLeaf, _):
      held[firstLeaf] = payload
    case .drop(let firstLeaf):
      release(at: firstLeaf)
    case .discard(let payload):
      link.release(payload)
    case .update(let order):
      inputs.insert(.updated(applyUpdate(order)), at: 0)
    case .skipUpdate(let version):
      for leaf in held.indices { release(at: leaf) }
      let count = parameterCount
      parameters.renameCurrent(
        to: version + 1, { link.makeBuffer(count: count) }, count: count)
    case .retain(let version):
      parameters.retain(version)
    case .release(let version):
      parameters.release(version)
    case .record(let update):
      store.record(update)
    case .writeCheckpoint(let version, let appliedAhead):
      writeCheckpoint(version: version, appliedAhead: appliedAhead)
    case .keepBest(let version, let appliedAhead):
      store.keepBest(
        description(version: version, appliedAhead: appliedAhead).ofModel,
        parameters: currentParameters)
    case .report(let event):
      observer.observe(event, at: clock.now)
    case .end(let outcome):
      self.outcome = outcome
    }
  }

  private func send(
    _ message: ServerMessage, to peer: PeerID, _ envelope: Envelope, withParameters: Bool
  ) {
    var checksum: PayloadChecksum?
    if withParameters {
      checksum = link.needsChecksums ? parameters.checksum() : PayloadChecksum.none
    }
    Frame.encode(message, envelope, parameters: checksum, to: &writer)
    let outcome = writer.bytes.withUnsafeBytes { head in
      link.send(head, payload: withParameters ? parameters.current : nil, to: peer)
    }
    guard outcome == .sent else {
      inputs.append(.undelivered(message, to: peer, isGone: outcome == .gone))
      return
    }
    let payloadBytes = withParameters ? parameterCount * MemoryLayout<Float>.stride : 0
    traffic.sentBytes += UInt64(writer.bytes.count + payloadBytes)
  }

  private func release(at leaf: Int) {
    if let payload = held[leaf] { link.release(payload) }
    held[leaf] = nil
  }

  private func applyUpdate(_ order: UpdateOrder) -> UpdateSummary {
    plan.removeAll()
    coordinator.forEachSumOperation { operation in
      switch operation {
      case .load(let leaf):
        guard let payload = held[leaf], let base = link.floats(of: payload).baseAddress else {
          preconditionFailure("the coordinator counts on a gradient that is not held")
        }
        plan.load(base)
      case .add:
        plan.add()
      }
    }
    let next = parameters.takeFree { link.makeBuffer(count: parameterCount) }
    let rate = schedule.rate(
      atStep: order.version, totalSteps: coordinator.totalSteps,
      stepsPerEpoch: coordinator.stepsPerEpoch, reductions: order.rateReductions)
    let outcome: UpdateOutcome
    if order.mustBeFinite {
      outcome = update.applyIfFinite(
        step: order.version, rate: rate, gradient: plan, correction: correction(order),
        current: parameters.currentPointer, next: parameters.pointer(of: next), executor: executor)
    } else {
      outcome = update.apply(
        step: order.version, rate: rate, gradient: plan, correction: correction(order),
        current: parameters.currentPointer, next: parameters.pointer(of: next), executor: executor)
    }
    if outcome.isFinite || !order.mustBeFinite {
      parameters.makeCurrent(next, version: order.version + 1)
    }
    for leaf in held.indices { release(at: leaf) }
    var summary = UpdateSummary(
      learningRate: rate, gradientNorm: outcome.gradientNorm, isFinite: outcome.isFinite)
    summary.traffic = traffic
    traffic = Traffic()
    return summary
  }

  private func correction(_ order: UpdateOrder) -> GradientCorrection {
    GradientCorrection(
      scale: order.gradientScale,
      delay: order.compensation == 0
        ? nil
        : GradientCorrection.Delay(
          coefficient: order.compensation,
          readParameters: UnsafePointer(parameters.pointer(ofVersion: order.readVersion))))
  }

  /// Hands θ and the optimizer's state to `write` if the run has ended with a θ that no checkpoint has
  /// although it should be kept, since the last one could not be written.
  ///
  /// - Returns: what `write` answers; nil where there is nothing to be rescued.
  public func rescue<Answer>(
    _ write: (
      CheckpointDescription, UnsafeBufferPointer<Float>, [UnsafeBufferPointer<Float>]
    ) throws -> Answer
  ) rethrows -> Answer? {
    guard let appliedAhead = coordinator.unsavedAppliedAhead else { return nil }
    return try write(
      description(version: version, appliedAhead: appliedAhead),
      currentParameters, update.state.map { UnsafeBufferPointer($0.floats) })
  }

  /// What a checkpoint of θ as it is now says.
  private func description(version: UInt64, appliedAhead: [UInt64]) -> CheckpointDescription {
    var description = description
    description.version = version
    description.appliedAhead = appliedAhead
    description.validation = coordinator.validationHistory
    return description
  }

  private func writeCheckpoint(version: UInt64, appliedAhead: [UInt64]) {
    store.begin(
      description(version: version, appliedAhead: appliedAhead), parameters: currentParameters,
      optimizerState: update.state.map { UnsafeBufferPointer($0.floats) })
  }
}
