import Coordination
import Testing

/// A worker's session under a random server, beside a model of the slots in which it sums: of each
/// the model knows by which additions it came about.
struct WorkerSessionModel {
  private var session: WorkerSession
  private var random: RandomNumbers
  private let tree: ReductionTree
  private var now = Instant(nanoseconds: 0)
  private var payloads: UInt32 = 0
  private var sessions: UInt32 = 0
  private var envelope = Envelope(session: .none, generation: 1)
  /// The sums in the slots, written as `((0+1)+2)`.
  private var slots: [Int: String] = [:]
  /// What is being computed, and whether its result is still wanted.
  private var computing: (effect: WorkerSessionEffect, isWanted: Bool)?
  /// The orders that are to be done, with the units that have been answered cut off.
  private var orders: [WorkOrder] = []
  /// All orders of this session, for a network that delivers some twice or late.
  private var ordered: [WorkOrder] = []
  private(set) var copies = 0
  private var heldVersion: UInt64?
  private var isJoined = false
  /// Whether it has said hello since it was last in a session.
  private var hasAsked = false
  private(set) var outcome: WorkerOutcome?
  private(set) var pushes = 0

  init(seed: UInt64) {
    random = RandomNumbers(seed: seed)
    tree = ReductionTree(leafCount: random.pick([1, 2, 3, 5, 7, 8, 13, 16]))
    session = WorkerSession(
      hello: Hello(name: "w", host: "h", blasKernel: "k"), serverTimeout: .seconds(60),
      startingAt: now)
  }

  mutating func turn() throws {
    switch random.below(20) {
    case 0:
      now = now + .milliseconds(UInt64(random.below(2000)))
      try feed(.tick)
    case 1:
      sessions += isJoined ? 0 : 1
      let next = Envelope(session: SessionID(sessions), generation: 1)
      let isNew = !isJoined && hasAsked
      if isNew { (envelope, heldVersion, ordered) = (next, nil, []) }
      let effects = try feed(
        .received(
          .welcome(Welcome(job: "job", microBatches: tree.leafCount, sentAt: now)), next,
          payload: nil))
      if !isNew { #expect(effects.isEmpty, "nobody has asked for it") }
      if isNew, outcome == nil {
        isJoined = true
        hasAsked = false
        try feed(.prepared(DataFingerprint(training: 1, validation: 2)))
      }
    case 2: try feed(.received(.heartbeat(sentAt: now), envelope, payload: nil))
    case 3 where random.oneIn(5):
      forget()
      isJoined = false
      if random.oneIn(3) {
        try feed(.badFrame(random.pick(FrameMistake.allCases), reason: "bad"))
      } else if random.oneIn(3) {
        let echo = ClockEcho(serverSentAt: now, receivedAt: now, sentAt: now)
        try feed(.undelivered(.ready(DataFingerprint(training: 1, validation: 2), echo)))
      } else if random.oneIn(2) {
        try feed(
          .undelivered(.heartbeat(ClockEcho(serverSentAt: now, receivedAt: now, sentAt: now))))
      } else {
        try feed(.received(.rejoin, Envelope(session: .none, generation: 1), payload: nil))
      }
    case 4 where random.oneIn(50):
      try feed(.stopRequested(.interrupted))
    case 5..<8: try random.oneIn(4) ? copy() : order()
    case 8:
      // Work of a session that is over.
      payloads += 1
      let work = WorkOrder(number: 1, kind: .gradient, step: 9, version: 9, units: 0..<1)
      try feed(
        .received(
          .work(work), Envelope(session: SessionID(77), generation: 1),
          payload: PayloadHandle(payloads)))
    case 9..<13: try feed(.idle)
    default: try answer()
    }
  }

  private mutating func forget() {
    orders = []
    computing?.isWanted = false
  }

  private mutating func order() throws {
    guard isJoined else { return }
    // As a coordinator does: a new θ when all is done or given up, more of the same while it is not.
    let isNew = heldVersion == nil || random.oneIn(3)
    let version = isNew ? (heldVersion ?? 0) + 1 : heldVersion ?? 0
    var kind = orders.first?.kind ?? .gradient
    if isNew || orders.isEmpty { kind = random.oneIn(4) ? .evaluation : .gradient }
    let lower = random.below(tree.leafCount)
    let units = lower..<lower + 1 + random.below(tree.leafCount - lower)
    let order = WorkOrder(
      number: UInt32(ordered.count + 1), kind: kind, step: version, version: version, units: units)
    var payload: PayloadHandle?
    if isNew {
      payloads += 1
      payload = PayloadHandle(payloads)
      forget()
      heldVersion = version
    }
    orders.append(order)
    ordered.append(order)
    try feed(.received(.work(order), envelope, payload: payload))
  }

  /// An order comes once more, with θ or without: nothing changes.
  private mutating func copy() throws {
    guard isJoined, !ordered.isEmpty else { return }
    copies += 1
    var payload: PayloadHandle?
    if random.oneIn(2) {
      payloads += 1
      payload = PayloadHandle(payloads)
    }
    let order = random.pick(ordered)
    let effects = try feed(.received(.work(order), envelope, payload: payload))
    #expect(effects == payload.map { [.discard($0)] } ?? [])
  }

  private mutating func answer() throws {
    guard let (effect, isWanted) = computing else { return }
    computing = nil
    switch effect {
    case .computeGradient(_, let microBatch, let slot):
      slots[slot] = "\(microBatch)"
      try feed(.computed(lossSum: isWanted ? Double(1 << microBatch) : .nan))
    default:
      try feed(.evaluated(Tally(samples: 1, lossSum: isWanted ? 1 : .nan, correct: 1)))
    }
  }

  @discardableResult
  private mutating func feed(_ input: WorkerSessionInput) throws -> [WorkerSessionEffect] {
    var effects: [WorkerSessionEffect] = []
    session.step(input, at: now, into: &effects)
    if case .received(_, _, let payload?) = input {
      let uses = effects.count { effect in
        switch effect {
        case .adopt(payload, _), .discard(payload): true
        default: false
        }
      }
      #expect(uses == 1, "a payload is adopted or discarded, once: \(input)")
    }
    for effect in effects { try take(effect) }
    return effects
  }

  private mutating func take(_ effect: WorkerSessionEffect) throws {
    if outcome != nil {
      guard case .discard = effect else {
        Issue.record("nothing but discarding after the end: \(effect)")
        return
      }
    }
    switch effect {
    case .computeGradient(let step, let microBatch, _):
      #expect(computing == nil)
      let order = try #require(orders.first)
      #expect(order.kind == .gradient && step == order.step && order.units.contains(microBatch))
      computing = (effect, true)
    case .evaluate(let unit):
      #expect(computing == nil)
      #expect(orders.first?.kind == .evaluation && orders.first?.units.lowerBound == unit)
      computing = (effect, true)
    case .add(let from, let into):
      let (left, right) = (try #require(slots[into]), try #require(slots[from]))
      slots[into] = "(\(left)+\(right))"
      slots[from] = nil
    case .push(let push, let envelope, let slot):
      pushes += 1
      #expect(envelope == self.envelope)
      var order = try #require(orders.first)
      #expect(push.step == order.step && push.version == heldVersion)
      let leaves = tree.leaves(of: push.node)
      #expect(push.node == tree.largestNode(startingIn: order.units))
      #expect(slots[slot] == Self.sum(leaves, span: 1 << Int(push.node.level)))
      // Losses are powers of two, so that the sum says which were added.
      #expect(push.lossSum == leaves.reduce(0) { $0 + Double(1 << $1) })
      slots[slot] = nil
      order.units = leaves.upperBound..<order.units.upperBound
      orders[0] = order
      if order.units.isEmpty { orders.removeFirst() }
    case .send(.evaluated(let result), let envelope):
      #expect(envelope == self.envelope && result.tally.lossSum == 1)
      var order = try #require(orders.first)
      #expect(Int(result.unit) == order.units.lowerBound && result.version == heldVersion)
      order.units = order.units.lowerBound + 1..<order.units.upperBound
      orders[0] = order
      if order.units.isEmpty { orders.removeFirst() }
    case .adopt(_, let version): #expect(version == heldVersion)
    case .report(.rejoining):
      forget()
      isJoined = false
    case .reconnect: #expect(!isJoined, "a session does not outlive its connection")
    case .end(let outcome): self.outcome = outcome
    case .send(.hello, _): hasAsked = true
    case .send, .prepare, .discard, .report: break
    }
  }

  /// The sum of a subtree, as it must come about.
  private static func sum(_ leaves: Range<Int>, span: Int) -> String {
    if span == 1 { return "\(leaves.lowerBound)" }
    let middle = leaves.lowerBound + span / 2
    if leaves.upperBound <= middle { return sum(leaves, span: span / 2) }
    return
      "(\(sum(leaves.lowerBound..<middle, span: span / 2))+\(sum(middle..<leaves.upperBound, span: span / 2)))"
  }

  /// Lets it finish what it has; then nothing may be left.
  mutating func finish() throws {
    var turns = 0
    while !orders.isEmpty, isJoined, outcome == nil, turns < 10_000 {
      turns += 1
      try feed(.idle)
      try answer()
    }
    if isJoined, outcome == nil { #expect(orders.isEmpty) }
  }
}
