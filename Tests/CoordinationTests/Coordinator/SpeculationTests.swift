import Testing

@testable import Coordination

@Suite("Paces and the budget of speculation")
struct SpeculationTests {
  @Test("a pace is a moving average of what a unit takes")
  func pace() {
    var pace = Pace()
    #expect(pace.unitTime == nil)
    pace.measured(.milliseconds(40), units: 4)
    #expect(pace.unitTime == .milliseconds(10))
    // The first was a cold start.
    pace.measured(.milliseconds(20), units: 2)
    #expect(pace.unitTime == .milliseconds(10))
    // ¾ · 10 + ¼ · 30
    pace.measured(.milliseconds(60), units: 2)
    #expect(pace.unitTime == .milliseconds(15))
    pace.tookLonger(than: .milliseconds(20), units: 4)
    #expect(pace.unitTime == .milliseconds(15))
    pace.tookLonger(than: .milliseconds(200), units: 4)
    #expect(pace.unitTime == .milliseconds(50))
    pace.age()
    #expect(pace.unitTime == Interval(nanoseconds: 50_000_000 - 6_250_000))
    // Nothing but what was returned is a measure of how long to wait.
    #expect(pace.measuredTime == .milliseconds(15))
    var silent = Pace()
    silent.tookLonger(than: .seconds(1), units: 1)
    #expect(silent.unitTime == .seconds(1) && silent.measuredTime == nil)
  }

  @Test("a budget allows a step's worth, and then a share of what is done")
  func budget() {
    var budget = SpeculationBudget(share: 0.25, microBatches: 8)
    func allows(_ units: Int) -> Bool { budget.allows(units, hasReturned: true) }
    #expect(allows(8) && !allows(9))
    budget.speculate(8, hasReturned: true)
    #expect(!allows(1))
    budget.finish(3)
    #expect(!allows(1))
    budget.finish(1)
    #expect(allows(1) && !allows(2))
    #expect(!SpeculationBudget(share: 0, microBatches: 8).allows(1, hasReturned: true))
    #expect(!SpeculationBudget(share: 0, microBatches: 8).allows(1, hasReturned: false))
  }

  @Test("what is taken from a worker that has never returned anything spends no budget")
  func unproven() {
    var budget = SpeculationBudget(share: 0.25, microBatches: 4)
    budget.speculate(3, hasReturned: true)
    #expect(!budget.allows(2, hasReturned: true) && budget.allows(2, hasReturned: false))
    budget.speculate(20, hasReturned: false)
    #expect(budget.speculated == 23 && budget.charged == 3)
    #expect(budget.allows(1, hasReturned: true) && !budget.allows(2, hasReturned: true))
  }

  @Test("a trial waits eight times as long as the last one that failed has cost")
  func probation() {
    var probation = Probation()
    #expect(probation.allowsTrial(at: .origin))
    let second = Instant(nanoseconds: 1_000_000_000)
    probation.lost(.milliseconds(100), at: second)
    // A smaller loss at the same time changes nothing.
    probation.lost(.milliseconds(10), at: second)
    #expect(!probation.allowsTrial(at: second + .milliseconds(799)))
    #expect(probation.allowsTrial(at: second + .milliseconds(800)))
  }

  @Test("a histogram counts, and lumps together what is staler than it has places")
  func histogram() {
    var histogram = StalenessHistogram()
    #expect(histogram.mean == nil && histogram.filled == [0])
    for staleness: UInt64 in [0, 1, 1, 3, 1000] { histogram.add(staleness) }
    #expect(histogram.counts.prefix(4) == [1, 2, 0, 1])
    #expect(histogram.counts.last == 1 && histogram.total == 5)
    #expect(histogram.most == 1000 && histogram.mean == 201)
  }
}
