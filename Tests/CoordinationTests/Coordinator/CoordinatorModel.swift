import Testing

@testable import Coordination

/// A coordinator under random inputs, beside a model of all that its effects have promised.
struct CoordinatorModel {
  private(set) var coordinator: Coordinator
  private(set) var random: RandomNumbers
  let configuration: CoordinatorConfiguration
  let facts: DataFacts
  private(set) var now = Instant(nanoseconds: 0)
  private(set) var outcome: RunOutcome?
  private(set) var stepsDone: UInt64 = 0
  private(set) var work: [(peer: PeerID, envelope: Envelope, order: WorkOrder)] = []
  private(set) var checkpointUnderWay: UInt64?

  private var payloads: UInt32 = 0
  /// The payload held at each leaf, and how many leaves it covers.
  private var held: [(payload: PayloadHandle, count: Int)?]
  private var envelopes: [PeerID: Envelope] = [:]
  private var heldVersions: [SessionID: UInt64] = [:]
  /// Whose θ is on its way and is to be said to have arrived, its version, and since when.
  private var onTheirWay: [SessionID: (version: UInt64, sentAt: Instant)] = [:]
  private var isSpoilt = false
  /// What these were given has been given to others; it may come back to them.
  private var beenLate: Set<SessionID> = []
  /// Whether workers have keys, and whether each uses but its own.
  private let hasKeys: Bool
  var isHonest = false
  private var authorized: [WorkerKey] = []
  private var openedWith: [SessionID: WorkerKey] = [:]
  /// The key behind the input that is being taken.
  private var key: WorkerKey?

  init(seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    let microBatches = random.pick([1, 2, 3, 5, 7, 8, 13])
    var configuration = CoordinatorConfiguration(
      job: "job", batch: 64, microBatches: microBatches,
      length: random.oneIn(2) ? .steps(UInt64(1 + random.below(5))) : .epochs(2),
      measuresAccuracy: random.oneIn(2))
    configuration.workersExpected = 1 + random.below(3)
    configuration.checkpoints = random.pick([.epochs, .steps(1), .steps(2), .time(.seconds(5))])
    if random.oneIn(3) { configuration.requiredBLASKernel = "Haswell" }
    if random.oneIn(4) { configuration.targetLoss = 0.01 }
    configuration.sendsInTurn = random.oneIn(3)
    if random.oneIn(4) { configuration.firstVersion = UInt64(random.below(3)) }
    hasKeys = random.oneIn(2)
    if hasKeys {
      authorized = (1..<5).map { Self.key(of: PeerID($0)) }
      configuration.authorizedKeys = authorized
    }
    configuration.checksInvariants = true
    self.configuration = configuration
    facts = DataFacts(
      fingerprint: DataFingerprint(training: 1, validation: 2),
      trainingSamples: random.pick([10, 64, 100, 200]),
      validationSamples: random.pick([0, 40, 256, 600]))
    coordinator = Coordinator(configuration)
    held = Array(repeating: nil, count: microBatches)
    self.random = random
  }

  /// What one peer, or the world, does next: sensible more often than not.
  mutating func randomInput() -> CoordinatorInput {
    let peer = PeerID(UInt32(1 + random.below(5)))
    if hasKeys, random.oneIn(40) { return authorize((1..<6).filter { _ in !random.oneIn(4) }) }
    switch random.below(30) {
    case 0..<4: return hello(from: peer)
    case 4..<8: return say(.ready(facts.fingerprint, echo()), from: peer)
    case 8..<20:
      guard !work.isEmpty else { return .tick }
      return answer(random.below(work.count))
    case 20:
      now = now + .milliseconds(UInt64(random.below(8000)))
      return .tick
    case 21:
      guard let version = checkpointUnderWay else {
        return random.oneIn(2) ? arrival(at: peer) : say(.heartbeat(echo()), from: peer)
      }
      return random.oneIn(4)
        ? .checkpointFailed(version: version, reason: "full")
        : .checkpointWritten(version: version)
    case 22: return say(.goodbye(.other("bye")), from: peer)
    case 23: return .badFrame(from: peer, random.pick(FrameMistake.allCases), reason: "bad")
    case 24:
      guard !random.oneIn(4) else { return .disconnected(peer) }
      return .undelivered(
        random.oneIn(2) ? .heartbeat(sentAt: now) : .rejoin, to: peer, isGone: random.oneIn(2))
    case 25: return random.oneIn(20) ? .stopRequested(.interrupted) : .dataReady(facts)
    case 26: return random.oneIn(4) ? .checkpointRequested : nonsense(from: peer)
    default: return nonsense(from: peer)
    }
  }

  /// From now on the keys of these peers are let in.
  mutating func authorize(_ peers: [UInt32]) -> CoordinatorInput {
    authorized = peers.map { Self.key(of: PeerID($0)) }
    return .authorized(authorized)
  }

  private static func key(of peer: PeerID) -> WorkerKey {
    WorkerKey(publicKey: "key \(peer.rawValue)", name: "k\(peer.rawValue)")
  }

  /// The input with a key behind it, where there are keys: mostly its peer's own.
  private mutating func signed(_ input: CoordinatorInput) -> CoordinatorInput {
    guard hasKeys, case .received(let message, let peer, let envelope, let payload, _) = input
    else { return input }
    let signer = isHonest || !random.oneIn(12) ? peer : PeerID(UInt32(1 + random.below(6)))
    let key = !isHonest && random.oneIn(40) ? nil : Self.key(of: signer)
    self.key = key
    return .received(message, from: peer, envelope, payload: payload, key: key)
  }

  mutating func pass(_ interval: Interval) {
    now = now + interval
  }

  mutating func hello(from peer: PeerID) -> CoordinatorInput {
    let kernel = random.oneIn(8) ? "Sandybridge" : "Haswell"
    return .received(
      .hello(Hello(name: "w", host: "h", blasKernel: kernel)), from: peer,
      Envelope(session: .none, generation: 0), payload: nil)
  }

  /// What a worker says when θ has come; at times when none has.
  private mutating func arrival(at peer: PeerID) -> CoordinatorInput {
    let session = envelopes[peer]?.session ?? .none
    let version = onTheirWay.removeValue(forKey: session)?.version ?? UInt64(random.below(4))
    return say(.arrived(version: version), from: peer)
  }

  /// The answer to an order, as the worker would send it.
  mutating func answer(_ index: Int) -> CoordinatorInput {
    let (peer, envelope, order) = work.remove(at: index)
    if order.kind == .evaluation {
      let unit = order.units.lowerBound
      keepRest(order, after: unit + 1, peer, envelope)
      let samples = min(256, facts.validationSamples - unit * 256)
      return .received(
        .evaluated(
          EvaluationResult(
            version: order.version, unit: UInt32(unit),
            tally: Tally(samples: UInt64(samples), lossSum: 1, correct: UInt64(samples)))),
        from: peer, envelope, payload: nil)
    }
    let tree = ReductionTree(leafCount: configuration.microBatches)
    var node = tree.largestNode(startingIn: order.units)
    // Any node is the same sum whoever pushes it: a part of it first, at times, or a larger one.
    if random.oneIn(4) { node = TreeNode(level: 0, index: UInt32(order.units.lowerBound)) }
    while node != tree.root, random.oneIn(6) { node = tree.parent(of: node) }
    keepRest(order, after: tree.leaves(of: node).upperBound, peer, envelope)
    return push(node, of: order.step, from: peer, envelope)
  }

  private mutating func keepRest(
    _ order: WorkOrder, after unit: Int, _ peer: PeerID, _ envelope: Envelope
  ) {
    guard unit < order.units.upperBound else { return }
    var rest = order
    rest.units = unit..<order.units.upperBound
    work.append((peer, envelope, rest))
  }

  private mutating func push(
    _ node: TreeNode, of step: UInt64, from peer: PeerID, _ envelope: Envelope
  ) -> CoordinatorInput {
    payloads += 1
    return .received(
      .push(
        Push(
          step: step, version: step, node: node, lossSum: 1, startedAt: instant(),
          sentAt: instant())), from: peer, envelope,
      payload: ReceivedPayload(PayloadHandle(payloads), isFinite: true))
  }

  /// Of a worker's clock, which may say anything.
  private mutating func instant() -> Instant {
    random.oneIn(3) ? now : Instant(nanoseconds: random.next())
  }

  mutating func echo() -> ClockEcho {
    ClockEcho(serverSentAt: instant(), receivedAt: instant(), sentAt: instant())
  }

  mutating func say(_ message: WorkerMessage, from peer: PeerID) -> CoordinatorInput {
    .received(
      message, from: peer, envelopes[peer] ?? Envelope(session: .none, generation: 0), payload: nil
    )
  }

  private mutating func nonsense(from peer: PeerID) -> CoordinatorInput {
    let envelope =
      random.oneIn(3)
      ? Envelope(session: SessionID(UInt32(random.below(9))), generation: random.next() % 3)
      : envelopes[peer] ?? Envelope(session: .none, generation: 1)
    switch random.below(4) {
    case 0:
      let node = TreeNode(level: UInt8(random.below(6)), index: UInt32(random.below(16)))
      return push(node, of: UInt64(random.below(4)), from: peer, envelope)
    case 1:
      return .received(
        .evaluated(
          EvaluationResult(
            version: UInt64(random.below(4)), unit: UInt32(random.below(4)),
            tally: Tally(samples: random.next(), lossSum: 1, correct: random.next()))),
        from: peer, envelope, payload: nil)
    case 2:
      return .received(
        .ready(DataFingerprint(training: 1, validation: 3), echo()), from: peer, envelope,
        payload: nil)
    default:
      return .received(.unable(.data), from: peer, envelope, payload: nil)
    }
  }

  /// Feeds an input and, as a shell does, at once the answer to an update that it leads to; checks
  /// every effect and the state after it.
  mutating func feed(_ input: CoordinatorInput, sometimesSpoiling: Bool = true) throws {
    let doneBefore = doneUnits
    let input = signed(input)
    var effects: [CoordinatorEffect] = []
    coordinator.step(input, at: now, into: &effects)
    #expect(coordinator.brokenInvariant == nil)
    if case .received(_, _, _, let payload?, _) = input {
      let uses = effects.filter { effect in
        switch effect {
        case .discard(let other), .keep(let other, _, _): other == payload.handle
        default: false
        }
      }
      #expect(uses.count == 1, "a payload is kept or discarded, once: \(input)")
      if hasKeys, case .received(_, _, let envelope, _, _) = input, case .keep = uses.first {
        #expect(
          key != nil && key == openedWith[envelope.session], "kept of another key: \(input)")
      }
    }
    if case .checkpointWritten = input { checkpointUnderWay = nil }
    if case .checkpointFailed = input { checkpointUnderWay = nil }
    var updatesNow = false
    for effect in effects {
      #expect(!updatesNow, "nothing comes between an update and its answer: \(effect)")
      if case .update = effect { updatesNow = true }
      try take(effect)
    }
    if !updatesNow { try checkState(doneBefore) }
    if updatesNow {
      let isFinite = !(sometimesSpoiling && random.oneIn(60))
      if !isFinite { isSpoilt = true } else { stepsDone += 1 }
      let version = coordinator.version
      try feed(
        .updated(UpdateSummary(learningRate: 1, gradientNorm: nil, isFinite: isFinite)))
      #expect(coordinator.version == version + (isFinite ? 1 : 0))
    }
  }

  private mutating func take(_ effect: CoordinatorEffect) throws {
    if outcome != nil {
      guard case .discard = effect else {
        Issue.record("nothing but discarding after the end: \(effect)")
        return
      }
    }
    switch effect {
    case .send(let message, let peer, let envelope, let withParameters):
      if case .welcome = message {
        envelopes[peer] = envelope
        if let known = openedWith[envelope.session] { #expect(known == key) }
        openedWith[envelope.session] = key
      }
      guard case .work(let order) = message else {
        #expect(!withParameters)
        return
      }
      #expect(!order.units.isEmpty && order.version == coordinator.version)
      #expect(withParameters == (heldVersions[envelope.session] != order.version))
      heldVersions[envelope.session] = order.version
      #expect(order.asksForArrival == (withParameters && configuration.sendsInTurn))
      if order.asksForArrival {
        for (session, other) in onTheirWay
        where coordinator.roster.sessions.contains(where: { $0.id == session }) {
          #expect(
            now - other.sentAt >= Limits.latenessSlack,
            "θ is on its way to \(session) and to \(envelope.session)")
        }
        onTheirWay[envelope.session] = (order.version, now)
      }
      for unit in order.units {
        // Or a copy of another's, which is not awaited.
        let isAwaited = coordinator.workforce.workers.contains {
          $0.session == envelope.session && !$0.isStraggling
        }
        #expect(
          !isAwaited || coordinator.workforce.ledger.units[unit] == .assigned(envelope.session))
        let others = work.contains {
          $0.order.kind == order.kind && $0.order.step == order.step
            && $0.order.units.contains(unit) && $0.envelope == envelope
        }
        #expect(
          !others || beenLate.contains(envelope.session),
          "unit \(unit) was ordered twice from \(envelope)")
      }
      work.append((peer, envelope, order))
    case .keep(let payload, let firstLeaf, let count):
      let covered = firstLeaf..<firstLeaf + count
      for (leaf, part) in held.enumerated() {
        if let part { #expect(!(leaf..<leaf + part.count).overlaps(covered)) }
      }
      held[firstLeaf] = (payload, count)
    case .drop(let firstLeaf):
      #expect(held[firstLeaf] != nil)
      held[firstLeaf] = nil
    case .discard(let payload):
      #expect(!held.contains { $0?.payload == payload })
    case .update(let order):
      #expect(order == UpdateOrder(version: coordinator.version, readVersion: coordinator.version))
      // Every micro-batch exactly once, in the order of the tree.
      var next = 0
      coordinator.forEachSumOperation { operation in
        if case .load(let leaf) = operation {
          #expect(leaf == next)
          next = leaf + (held[leaf]?.count ?? 0)
        }
      }
      #expect(next == configuration.microBatches)
      for leaf in held.indices { held[leaf] = nil }
    case .allowPayloads, .denyPayloads:
      break
    case .skipUpdate, .retain, .release, .record:
      Issue.record("only in other modes: \(effect)")
    case .writeCheckpoint(let version, let appliedAhead):
      #expect(version == coordinator.version && appliedAhead.isEmpty && !isSpoilt)
      #expect(checkpointUnderWay == nil)
      checkpointUnderWay = version
    case .keepBest(let version, let appliedAhead):
      #expect(version == coordinator.version && appliedAhead.isEmpty && !isSpoilt)
      #expect(version == coordinator.validationHistory.best?.version)
    case .report(.workerLeft(let session, _, _, _)):
      work.removeAll { $0.envelope.session == session && random.oneIn(2) }
    case .report(.speculated(let session, _, _, _)):
      beenLate.insert(session)
    case .report: break
    case .end(let outcome):
      #expect(checkpointUnderWay == nil)
      self.outcome = outcome
    }
  }

  private var doneUnits: (version: UInt64, phase: Bool, units: [Int]) {
    var isEvaluating = false
    if case .evaluating = coordinator.phase { isEvaluating = true }
    let done = coordinator.workforce.ledger.units.indices.filter {
      coordinator.workforce.ledger.units[$0] == .done
    }
    return (coordinator.version, isEvaluating, done)
  }

  private func checkState(_ before: (version: UInt64, phase: Bool, units: [Int])) throws {
    let after = doneUnits
    if before.version == after.version, before.phase == after.phase {
      #expect(Set(before.units).isSubset(of: after.units), "a unit is never undone")
    }
    let units = coordinator.workforce.ledger.units
    #expect(coordinator.workforce.ledger.openCount == units.count { $0 == .open })
    #expect(coordinator.workforce.ledger.doneCount == after.units.count)
    #expect(Set(coordinator.roster.sessions.map(\.id)).count == coordinator.roster.sessions.count)
    #expect(Set(coordinator.roster.sessions.map(\.peer)).count == coordinator.roster.sessions.count)
    for session in coordinator.roster.sessions {
      if hasKeys, outcome == nil {
        #expect(session.key.map { authorized.contains($0) } == true)
        #expect(session.key == openedWith[session.id])
      }
    }
    for worker in coordinator.workforce.workers {
      #expect(worker.unitsLeft == units.count { $0 == .assigned(worker.session) })
    }
    switch coordinator.phase {
    case .stepping, .evaluating:
      #expect(!coordinator.workforce.ledger.isComplete)
      if coordinator.workforce.workers.contains(where: { !$0.isStraggling }) {
        #expect(coordinator.workforce.ledger.openCount == 0)
      }
    default: break
    }
  }
}
