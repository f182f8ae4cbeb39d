import Coordination
import Tensors
import Wire

/// The code around a worker's session: reads frames and sends them, holds θ and the gradients, and
/// computes what the session says. It decides nothing.
///
/// Once a step is steady it allocates nothing: θ is used where it was received, and gradients are
/// sent from where they were computed.
public final class WorkerShell<
  Transport: Link, Work: Workload, Time: Clock, Observer: WorkerObserver
> {
  /// How the worker ended, once it has.
  public private(set) var outcome: WorkerOutcome?
  /// The transport, for its owner to wait on.
  public var link: Transport

  private var session: WorkerSession
  private let clock: Time
  private var observer: Observer
  private let prepare: (Welcome) throws -> Work
  private var work: Work?

  private var parameters: PayloadHandle?
  private var gradients: GradientSlots<Transport.Buffer>
  private var writer = ByteWriter(capacity: 256)
  private var inputs: [WorkerSessionInput] = []
  private var effects: [WorkerSessionEffect] = []

  /// A worker that has not said hello yet.
  ///
  /// - Parameter prepare: makes the job of a welcome into a workload that fits it, or throws an error
  ///   whose description tells the operator what is wrong: a `PreparationError` where the server may
  ///   be told something of it.
  public init(
    hello: Hello, serverTimeout: Interval, link: Transport, clock: Time, observer: Observer,
    prepare: @escaping (Welcome) throws -> Work
  ) {
    session = WorkerSession(hello: hello, serverTimeout: serverTimeout, startingAt: clock.now)
    self.link = link
    self.clock = clock
    self.observer = observer
    self.prepare = prepare
    gradients = GradientSlots()
    inputs.reserveCapacity(16)
    effects.reserveCapacity(16)
  }

  /// When `turn` should be called again if nothing comes in.
  public var nextTurn: Instant { session.nextTick }

  /// Deals with everything that has come in, then computes one micro-batch or unit if there is one
  /// to compute. Does not wait.
  ///
  /// - Returns: whether something was computed, so that there may be more to do at once.
  public func turn() -> Bool {
    while outcome == nil, let incoming = link.receive() { take(incoming) }
    while outcome == nil, let failure = link.takeHandshakeFailure() {
      feed(.handshakeFailed(failure))
    }
    if outcome == nil, clock.now >= session.nextTick { feed(.tick) }
    guard outcome == nil else { return false }
    return feed(.idle)
  }

  /// Leaves the run.
  public func stop(_ reason: StopReason) {
    feed(.stopRequested(reason))
  }

  private func take(_ incoming: Incoming) {
    do {
      let (message, envelope) = try Frame.decodeServerMessage(
        incoming.head, payload: incoming.payloadBytes,
        parameterBytes: work.map { $0.parameterCount * MemoryLayout<Float>.stride })
      feed(.received(message, envelope, payload: incoming.payload))
    } catch {
      if let payload = incoming.payload { link.release(payload) }
      feed(.badFrame(error.mistake, reason: error.description))
    }
  }

  /// Hands an input to the session, does what it says, and goes on with the inputs that come of
  /// that.
  ///
  /// - Returns: whether something was computed.
  @discardableResult
  private func feed(_ input: WorkerSessionInput) -> Bool {
    var hasComputed = false
    inputs.append(input)
    while !inputs.isEmpty {
      let next = inputs.removeFirst()
      var batch = effects
      effects = []
      session.step(next, at: clock.now, into: &batch)
      for index in batch.indices where perform(batch[index]) { hasComputed = true }
      batch.removeAll(keepingCapacity: true)
      effects = batch
    }
    return hasComputed
  }

  private func perform(_ effect: WorkerSessionEffect) -> Bool {
    switch effect {
    case .send(let message, let envelope):
      send(message, envelope, payload: nil)
    case .push(var push, let envelope, let slot):
      push.sentAt = clock.now
      send(.push(push), envelope, payload: gradients.take(slot))
    case .prepare(let welcome):
      prepareWork(welcome)
    case .adopt(let payload, _):
      if let parameters { link.release(parameters) }
      parameters = payload
    case .discard(let payload):
      link.release(payload)
    case .computeGradient(let step, let microBatch, let slot):
      inputs.append(.computed(lossSum: computeGradient(step, microBatch, slot)))
      return true
    case .add(let from, let into):
      VectorSum.add(
        gradients.pointer(from), to: gradients.pointer(into), count: workInHand.parameterCount)
    case .evaluate(let unit):
      inputs.append(.evaluated(workInHand.evaluate(unit: unit, at: parameterPointer)))
      return true
    case .reconnect:
      link.reconnect()
    case .report(let event):
      observer.observe(event)
    case .end(let outcome):
      self.outcome = outcome
    }
    return false
  }

  private func send(_ message: WorkerMessage, _ envelope: Envelope, payload: Transport.Buffer?) {
    Frame.encode(
      message, envelope,
      gradient: payload.map { link.needsChecksums ? PayloadChecksum(of: $0.floats) : .none },
      to: &writer)
    let outcome = writer.bytes.withUnsafeBytes { head in
      link.send(head, payload: payload, to: .server)
    }
    if outcome != .sent { inputs.append(.undelivered(message)) }
  }

  private func prepareWork(_ welcome: Welcome) {
    do {
      let prepared = try prepare(welcome)
      work = prepared
      link.expectPayloads(bytesMax: prepared.parameterCount * MemoryLayout<Float>.stride)
      inputs.append(.prepared(prepared.fingerprint))
    } catch {
      inputs.append(
        .preparationFailed(
          PreparationFailure(
            reason: "\(error)",
            reported: (error as? any PreparationError)?.reportedReason ?? .unspecified)))
    }
  }

  private func computeGradient(_ step: UInt64, _ microBatch: Int, _ slot: Int) -> Double {
    let work = workInHand
    let gradient = gradients.prepare(slot) { link.makeBuffer(count: work.parameterCount) }
    return work.computeGradient(
      step: step, microBatch: microBatch, at: parameterPointer, into: gradient)
  }

  private var workInHand: Work {
    guard let work else { preconditionFailure("work was ordered before the job was prepared") }
    return work
  }

  private var parameterPointer: UnsafePointer<Float> {
    guard let parameters, let base = link.floats(of: parameters).baseAddress else {
      preconditionFailure("work was ordered before θ was adopted")
    }
    return base
  }
}
