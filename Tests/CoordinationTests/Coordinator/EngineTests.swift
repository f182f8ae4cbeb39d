import Testing

@testable import Coordination

@Suite("The engine of synchronous mode")
struct SynchronousEngineTests {
  /// Eight samples in four micro-batches of two.
  private static func engine(drop: Int) -> (SynchronousEngine, WorkLedger) {
    var ledger = WorkLedger()
    ledger.restart(count: 4)
    let schedule = StepSchedule(samples: 8, batch: 8, length: .steps(3))
    return (SynchronousEngine(schedule, ReductionTree(leafCount: 4), drop: drop), ledger)
  }

  private static func push(_ level: UInt8, _ index: UInt32, step: UInt64 = 0) -> Push {
    Push(
      step: step, version: step, node: TreeNode(level: level, index: index), lossSum: 0,
      startedAt: .origin, sentAt: .origin)
  }

  @Test("θ moves when all micro-batches are done, and not before")
  func moves() {
    var (engine, ledger) = Self.engine(drop: 0)
    engine.begin()
    engine.keep(0..<2, lossSum: 1.5)
    for leaf in 0..<2 { _ = ledger.complete(leaf) }
    #expect(engine.move(from: 0, ledger) == nil)
    #expect(engine.violatedInvariant(ledger) == nil)
    engine.keep(2..<4, lossSum: 2)
    _ = ledger.complete(2)
    #expect(engine.violatedInvariant(ledger) != nil)
    _ = ledger.complete(3)
    #expect(engine.move(from: 0, ledger) == .init(lossSum: 3.5, samples: 8, gradientScale: 1))
  }

  @Test("with one micro-batch that may be left out θ moves without it, and the sum is scaled")
  func drops() {
    var (engine, ledger) = Self.engine(drop: 1)
    engine.begin()
    engine.keep(0..<2, lossSum: 1)
    engine.keep(3..<4, lossSum: 2)
    for leaf in [0, 1, 3] { _ = ledger.complete(leaf) }
    // 8 samples of the step over 6 that are there.
    #expect(
      engine.move(from: 0, ledger) == .init(lossSum: 3, samples: 6, gradientScale: 8.0 / 6))
  }

  @Test("a push is wanted while one of its micro-batches is not done, at the step's own θ")
  func wants() {
    var (engine, ledger) = Self.engine(drop: 0)
    engine.begin()
    #expect(engine.wants(Self.push(1, 0), ofStep: 0, ledger))
    #expect(!engine.wants(Self.push(1, 0, step: 1), ofStep: 0, ledger))
    _ = ledger.complete(0)
    #expect(engine.wants(Self.push(1, 0), ofStep: 0, ledger))
    _ = ledger.complete(1)
    #expect(!engine.wants(Self.push(1, 0), ofStep: 0, ledger))
    #expect(engine.wants(Self.push(2, 0), ofStep: 0, ledger))
  }

  @Test("a larger part takes the place of those within it")
  func replaces() {
    var (engine, ledger) = Self.engine(drop: 0)
    engine.begin()
    engine.keep(1..<2, lossSum: 1)
    _ = ledger.complete(1)
    #expect(!engine.release(0) && engine.release(1) && !engine.release(1))
    engine.keep(0..<4, lossSum: 7)
    for leaf in 0..<4 { _ = ledger.complete(leaf) }
    #expect(engine.violatedInvariant(ledger) == nil)
    #expect(engine.move(from: 0, ledger)?.lossSum == 7)
  }

  @Test("a part that overlaps another is a broken invariant")
  func overlap() {
    var (engine, ledger) = Self.engine(drop: 0)
    engine.keep(0..<2, lossSum: 1)
    engine.keep(1..<2, lossSum: 1)
    for leaf in 0..<2 { _ = ledger.complete(leaf) }
    #expect(engine.violatedInvariant(ledger) == "two parts cover micro-batch 1")
  }
}

@Suite("The engine of the modes in which each push moves θ")
struct StreamEngineTests {
  private static let sessions = (1...4).map { SessionID($0) }

  /// An epoch of four steps.
  private static func engine(_ bound: StalenessBound) -> StreamEngine {
    var engine = StreamEngine(
      StepSchedule(samples: 8, batch: 2, length: .epochs(2)),
      StepStream(version: 0, appliedAhead: []), bound)
    engine.beginEpoch(at: 0, .origin)
    return engine
  }

  private static func arrival(_ payload: UInt32) -> StreamEngine.Arrival {
    .init(payload: PayloadHandle(payload), lossSum: 1)
  }

  @Test("an epoch's steps are assigned once each, and none of the next")
  func assigns() {
    var engine = Self.engine(.none)
    #expect(Self.sessions.map { engine.assign(to: $0, at: 0) } == [0, 1, 2, 3])
    #expect(engine.assign(to: SessionID(5), at: 0) == nil)
    // A step that is taken away from its worker is assigned again.
    #expect(engine.reopen(Self.sessions[1])?.step == 1)
    #expect(engine.reopen(Self.sessions[1]) == nil)
    #expect(engine.assign(to: SessionID(5), at: 0) == 1)
    #expect(engine.violatedInvariant(at: 0) == nil)
  }

  @Test("async: what has come is applied, that which read the oldest θ first")
  func async() {
    var engine = Self.engine(.none)
    for session in Self.sessions.prefix(2) { _ = engine.assign(to: session, at: 0) }
    #expect(engine.takeNext(at: 0) == nil)
    engine.take(Self.arrival(2), from: Self.sessions[1], StepTiming())
    #expect(engine.takeNext(at: 0)?.session == Self.sessions[1])
    engine.apply(1, staleness: 0, at: .origin)
    _ = engine.assign(to: Self.sessions[1], at: 1)
    engine.take(Self.arrival(3), from: Self.sessions[1], StepTiming())
    engine.take(Self.arrival(1), from: Self.sessions[0], StepTiming())
    let first = engine.takeNext(at: 1)
    #expect(first?.session == Self.sessions[0] && first?.readVersion == 0)
    engine.apply(0, staleness: 1, at: .origin)
    #expect(engine.staleness.most == 1 && engine.stream.appliedAhead.isEmpty)
  }

  @Test("bounded by 1: a push waits while θ moving by it would make another too stale")
  func bounded() {
    var engine = Self.engine(StalenessBound(most: 1))
    // No more than two may be under way.
    #expect(Self.sessions.prefix(3).map { engine.assign(to: $0, at: 0) } == [0, 1, nil])
    // The other has read 0, and will be applied at 1: its staleness 1 is within the bound.
    engine.take(Self.arrival(1), from: Self.sessions[0], StepTiming())
    #expect(engine.takeNext(at: 0)?.step == 0)
    engine.apply(0, staleness: 0, at: .origin)
    // Now θ is at 1. A push that read 1 has to wait for the one that read 0.
    #expect(engine.assign(to: Self.sessions[0], at: 1) == 2)
    engine.take(Self.arrival(2), from: Self.sessions[0], StepTiming())
    #expect(engine.takeNext(at: 1) == nil)
    engine.take(Self.arrival(3), from: Self.sessions[1], StepTiming())
    #expect(engine.takeNext(at: 1)?.step == 1)
    engine.apply(1, staleness: 1, at: .origin)
    #expect(engine.takeNext(at: 2)?.step == 2)
    #expect(engine.violatedInvariant(at: 2) == nil)
    engine.apply(2, staleness: 2, at: .origin)
    #expect(
      engine.violatedInvariant(at: 3) == "a push had the staleness 2, and the bound is 1")
  }

  @Test("a push is wanted once, from the worker whose task it is")
  func wants() {
    var engine = Self.engine(.none)
    _ = engine.assign(to: Self.sessions[0], at: 0)
    let push = Push(
      step: 0, version: 0, node: TreeNode(level: 0, index: 0), lossSum: 1, startedAt: .origin,
      sentAt: .origin)
    #expect(engine.wants(push, from: Self.sessions[0]))
    #expect(!engine.wants(push, from: Self.sessions[1]))
    engine.take(Self.arrival(1), from: Self.sessions[0], StepTiming())
    #expect(!engine.wants(push, from: Self.sessions[0]))
    #expect(engine.end().map(\.session) == [Self.sessions[0]])
    #expect(engine.tasks.isEmpty)
  }
}
