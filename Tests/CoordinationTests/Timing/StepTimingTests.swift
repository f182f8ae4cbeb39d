import Testing

@testable import Coordination

@Suite("A worker's time in a step")
struct StepTimingTests {
  /// A clock that is 1000 ahead, known exactly.
  static let clock = {
    var clock = ClockAlignment()
    clock.take(
      ClockEcho(serverSentAt: at(0), receivedAt: at(1000), sentAt: at(1000)), arrivedAt: at(0))
    return clock
  }()

  static func at(_ nanoseconds: UInt64) -> Instant { Instant(nanoseconds: nanoseconds) }

  static func push(from start: UInt64, to end: UInt64) -> Push {
    Push(
      step: 0, version: 0, node: TreeNode(level: 0, index: 0), lossSum: 1, startedAt: at(start),
      sentAt: at(end))
  }

  static func split(
    _ pull: UInt64, _ compute: UInt64, _ push: UInt64, _ wait: UInt64, _ update: UInt64
  ) -> TimeSplit {
    TimeSplit(
      pull: Interval(nanoseconds: pull), compute: Interval(nanoseconds: compute),
      push: Interval(nanoseconds: push), wait: Interval(nanoseconds: wait),
      update: Interval(nanoseconds: update))
  }

  @Test("by hand: two pushes of one order; that of the first is hidden behind the second's work")
  func onePushHidden() {
    var timing = StepTiming()
    timing.begin()
    timing.ordered(isIdle: true, at: Self.at(100))
    // Begun 20 after the order; 30 and 40 of work; the last 5 under way.
    timing.arrived(Self.push(from: 1120, to: 1150), at: Self.at(162), Self.clock)
    timing.arrived(Self.push(from: 1150, to: 1190), at: Self.at(195), Self.clock)
    #expect(
      timing.split(of: Interval(nanoseconds: 150), update: Interval(nanoseconds: 10))
        == Self.split(20, 70, 5, 45, 10))
    // From the order, at 100, to 250.
    #expect(
      timing.split(until: Self.at(250), update: Interval(nanoseconds: 10))
        == Self.split(20, 70, 5, 45, 10))
  }

  @Test("by hand: a second order after a pause counts its own ways, one while at work does not")
  func twoOrders() {
    var timing = StepTiming()
    timing.begin()
    timing.ordered(isIdle: true, at: Self.at(0))
    timing.arrived(Self.push(from: 1010, to: 1030), at: Self.at(33), Self.clock)
    timing.ordered(isIdle: true, at: Self.at(50))
    timing.ordered(isIdle: false, at: Self.at(52))
    timing.arrived(Self.push(from: 1054, to: 1060), at: Self.at(62), Self.clock)
    timing.arrived(Self.push(from: 1060, to: 1070), at: Self.at(77), Self.clock)
    #expect(
      timing.split(of: Interval(nanoseconds: 100), update: Interval(nanoseconds: 20))
        == Self.split(14, 36, 10, 20, 20))
  }

  @Test("says nothing of a worker that came later, whose clock is unknown, or that has not pushed")
  func unknown() {
    let duration = Interval(nanoseconds: 100)
    var late = StepTiming()
    late.ordered(isIdle: true, at: Self.at(0))
    late.arrived(Self.push(from: 1010, to: 1030), at: Self.at(33), Self.clock)
    #expect(late.split(of: duration, update: .none) == nil)
    var strange = StepTiming()
    strange.begin()
    strange.ordered(isIdle: true, at: Self.at(0))
    #expect(strange.split(of: duration, update: .none) == nil)
    strange.arrived(Self.push(from: 1010, to: 1030), at: Self.at(33), ClockAlignment())
    #expect(strange.split(of: duration, update: .none) == nil)
  }

  @Test("is all waiting where there was nothing to do")
  func idle() {
    var timing = StepTiming()
    timing.begin()
    #expect(
      timing.split(of: Interval(nanoseconds: 100), update: Interval(nanoseconds: 30))
        == Self.split(0, 0, 0, 70, 30))
  }

  @Test("adds up to the whole, whatever the stamps say", arguments: 0..<200)
  func whole(_ seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    var timing = StepTiming()
    timing.begin()
    var now: UInt64 = 1 << 30
    func stamp() -> UInt64 { random.oneIn(4) ? random.next() : now &+ random.next() % 3000 }
    timing.ordered(isIdle: true, at: Self.at(now))
    for _ in 0..<1 + random.below(5) {
      now += UInt64(random.below(1000))
      timing.arrived(Self.push(from: stamp(), to: stamp()), at: Self.at(now), Self.clock)
      if random.oneIn(3) { timing.ordered(isIdle: random.oneIn(2), at: Self.at(now)) }
      now += UInt64(random.below(1000))
      timing.arrived(Self.push(from: stamp(), to: stamp()), at: Self.at(now), Self.clock)
    }
    let duration = Interval(nanoseconds: UInt64(1 + random.below(10_000)))
    let update = Interval(nanoseconds: UInt64(random.below(10_000)))
    let split = try #require(timing.split(of: duration, update: update))
    let parts = [split.pull, split.compute, split.push, split.wait, split.update]
    #expect(parts.reduce(.none, +) == duration)
  }
}
