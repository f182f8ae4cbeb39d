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
  }

  @Test("a budget allows a step's worth, and then a share of what is done")
  func budget() {
    var budget = SpeculationBudget(share: 0.25, microBatches: 8)
    #expect(budget.allows(8) && !budget.allows(9))
    budget.speculate(8)
    #expect(!budget.allows(1))
    budget.finish(3)
    #expect(!budget.allows(1))
    budget.finish(1)
    #expect(budget.allows(1) && !budget.allows(2))
    #expect(!SpeculationBudget(share: 0, microBatches: 8).allows(1))
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
