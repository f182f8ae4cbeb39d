import Testing

@testable import Coordination

@Suite("The workforce")
struct WorkforceTests {
  private static let now = Instant.origin + .seconds(100)

  private static func workforce(
    _ workers: Int, speculation: Double = 0.25, isStaggered: Bool = false
  ) -> Workforce {
    var configuration = CoordinatorConfiguration(
      job: "job", batch: 8, microBatches: 8, length: .steps(1), measuresAccuracy: true)
    configuration.speculationShare = speculation
    configuration.sendsInTurn = isStaggered
    var workforce = Workforce(configuration)
    for worker in 0..<workers { workforce.add(SessionID(UInt32(worker + 1))) }
    return workforce
  }

  /// What was sent since the last call: the session, and its units.
  private static func sent(_ workforce: inout Workforce) -> [String] {
    defer { workforce.ordersSent() }
    return workforce.orders.map {
      "\($0.session): \($0.work.units)\($0.withParameters ? " with θ\($0.work.version)" : "")"
    }
  }

  /// A worker does all that is left to it.
  private static func finish(_ session: UInt32, _ workforce: inout Workforce, at now: Instant) {
    let id = SessionID(session)
    guard let position = workforce.position(of: id),
      let assignment = workforce.workers[position].assignment
    else { return }
    for unit in assignment.units {
      _ = workforce.hasReturned(
        assignment.kind, step: assignment.step, version: assignment.version, unit..<unit + 1,
        by: position, at: now)
      workforce.complete(unit, by: id, at: now)
    }
  }

  @Test("open units are shared out in runs, and θ goes with the first that a worker gets of it")
  func shares() {
    var workforce = Self.workforce(3)
    workforce.begin(.gradient, at: 7, units: 8)
    #expect(workforce.assignOpenUnits(at: Self.now) == true)
    #expect(
      Self.sent(&workforce) == ["s1: 0..<2 with θ7", "s2: 2..<5 with θ7", "s3: 5..<8 with θ7"])
    // What a lost worker had goes to one that is done.
    Self.finish(1, &workforce, at: Self.now + .milliseconds(5))
    #expect(workforce.remove(SessionID(2)) == 3)
    #expect(workforce.assignOpenUnits(at: Self.now) == true)
    #expect(Self.sent(&workforce) == ["s1: 2..<5"])
    #expect(workforce.violatedInvariant(hasUnits: true) == nil)
  }

  @Test("a worker that joins stands in the order of the sessions")
  func joins() {
    var workforce = Self.workforce(0)
    for session: UInt32 in [5, 2, 9] { workforce.add(SessionID(session)) }
    #expect(workforce.workers.map(\.session.rawValue) == [2, 5, 9])
    #expect(workforce.remove(SessionID(7)) == 0 && workforce.remove(SessionID(5)) == 0)
    #expect(workforce.position(of: SessionID(9)) == 1)
    #expect(workforce.position(of: SessionID(5)) == nil)
  }

  @Test("a straggler's units are assigned again after three times what it should take, and 20 ms")
  func straggler() {
    var workforce = Self.workforce(2)
    // Both take 10 ms a unit, and the second does not return the next four.
    for version: UInt64 in 0..<3 {
      workforce.begin(.gradient, at: version, units: 8)
      let begun = Self.now + .seconds(version)
      #expect(workforce.assignOpenUnits(at: begun) == true)
      workforce.ordersSent()
      Self.finish(1, &workforce, at: begun + .milliseconds(40))
      if version < 2 { Self.finish(2, &workforce, at: begun + .milliseconds(40)) }
    }
    let due = Self.now + .seconds(2) + .milliseconds(3 * 40 + 20)
    #expect(workforce.nextStraggler(isStreaming: false, workersMin: 1) == due)
    var search = Workforce.Search()
    #expect(workforce.nextStraggler(in: &search, at: Self.now + .seconds(2)) == nil)
    search = Workforce.Search()
    let found = workforce.nextStraggler(in: &search, at: due)
    #expect(found?.session == SessionID(2))
    #expect(found?.1 == .duplicated(units: 4, after: .milliseconds(140)))
    #expect(workforce.nextStraggler(in: &search, at: due) == nil)
    #expect(workforce.budget.speculated == 4)
    #expect(workforce.assignOpenUnits(at: due) == true)
    #expect(Self.sent(&workforce) == ["s1: 4..<8"])
    // It gets nothing before it has returned some of what it was sent.
    #expect(workforce.workers[1].isStraggling)
    #expect(
      workforce.hasReturned(.gradient, step: 2, version: 2, 4..<5, by: 1, at: due)
        && workforce.workers[1].isIdle)
    #expect(workforce.violatedInvariant(hasUnits: true) == nil)
  }

  @Test("where nothing may be assigned twice a straggler is given up instead")
  func givesUp() {
    var workforce = Self.workforce(2, speculation: 0)
    workforce.begin(.gradient, at: 0, units: 2)
    #expect(workforce.assignOpenUnits(at: Self.now) == true)
    workforce.ordersSent()
    Self.finish(1, &workforce, at: Self.now + .milliseconds(10))
    // 12 · 10 ms, and six heartbeat timeouts of 10 s.
    let due = Self.now + .milliseconds(120) + .seconds(60)
    #expect(workforce.nextStraggler(isStreaming: false, workersMin: 1) == due)
    var search = Workforce.Search()
    #expect(
      workforce.nextStraggler(in: &search, at: due)?.1 == .lost(after: due - Self.now))
    #expect(workforce.budget.speculated == 0)
  }

  @Test("a staggered broadcast sends θ to the next worker once the last confirms that it has it")
  func staggered() {
    var workforce = Self.workforce(3, isStaggered: true)
    workforce.begin(.gradient, at: 4, units: 3)
    #expect(workforce.assignOpenUnits(at: Self.now) == true)
    #expect(Self.sent(&workforce) == ["s1: 0..<1 with θ4"])
    #expect(workforce.broadcastDeadline == Self.now + Limits.unmeasuredOrderTime)
    workforce.parametersArrived(3, at: 0, at: Self.now)
    workforce.continueBroadcast(at: Self.now)
    #expect(workforce.orders.isEmpty)
    workforce.parametersArrived(4, at: 0, at: Self.now + .milliseconds(30))
    workforce.continueBroadcast(at: Self.now + .milliseconds(30))
    #expect(Self.sent(&workforce) == ["s2: 1..<2 with θ4"])
    // Two times what it took to the slowest, and 20 ms.
    #expect(workforce.broadcastDeadline == Self.now + .milliseconds(30 + 2 * 30 + 20))
    workforce.continueBroadcast(at: Self.now + .milliseconds(110))
    #expect(Self.sent(&workforce) == ["s3: 2..<3 with θ4"])
    #expect(workforce.violatedInvariant(hasUnits: true) == nil)
  }

  @Test(
    "units that are left when θ moves on make their worker a straggler that is relied on for a while"
  )
  func leftBehind() {
    var workforce = Self.workforce(2)
    workforce.begin(.gradient, at: 0, units: 2)
    #expect(workforce.assignOpenUnits(at: Self.now) == true)
    for worker: UInt32 in 1...2 {
      Self.finish(worker, &workforce, at: Self.now + .milliseconds(10))
    }
    workforce.begin(.gradient, at: 1, units: 2)
    #expect(workforce.assignOpenUnits(at: Self.now + .seconds(1)) == true)
    workforce.ordersSent()
    workforce.begin(.gradient, at: 2, units: 2)
    let until = Self.now + .seconds(1) + .milliseconds(3 * 10 + 20)
    #expect(workforce.workers.map(\.reliedOnUntil) == [until, until])
    #expect(workforce.nextUnreliable == until && workforce.isAnyoneReliable)
    let isEarly = workforce.dropUnreliable(at: Instant(nanoseconds: until.nanoseconds - 1))
    let isOverdue = workforce.dropUnreliable(at: until)
    #expect(!isEarly && isOverdue && !workforce.isAnyoneReliable)
    // Nothing can be assigned, and no worker is relied on for results to come.
    let goesOn = workforce.assignOpenUnits(at: until)
    #expect(!goesOn)
  }
}
