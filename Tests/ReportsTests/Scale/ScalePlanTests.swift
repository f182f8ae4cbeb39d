import Testing

@testable import Reports

@Suite struct ScalePlanTests {
  @Test func `each point once`() {
    let plan = ScalePlan(
      workers: [4, 2], kinds: [.weak, .strong], repeats: 3, batch: 64, microBatches: 8)
    #expect(plan.workers == [1, 2, 4])
    #expect(
      plan.points == [
        .alone(batch: 64, microBatches: 8),
        .launched(workers: 1, batch: 64, microBatches: 8),
        .launched(workers: 2, batch: 64, microBatches: 8),
        .launched(workers: 4, batch: 64, microBatches: 8),
        .launched(workers: 2, batch: 128, microBatches: 16),
        .launched(workers: 4, batch: 256, microBatches: 32),
      ])
    #expect(plan.point(.weak, workers: 1) == plan.point(.strong, workers: 1))
    #expect(Set(plan.points.map(\.name)).count == plan.points.count)
  }

  /// Over as many repeats as there are points, each point has been in each place.
  @Test func `the order goes round`() {
    let plan = ScalePlan(
      workers: [1, 2, 8], kinds: [.strong], repeats: 4, batch: 64, microBatches: 8)
    let orders = (0..<4).map { plan.order(ofRepeat: $0) }
    for order in orders { #expect(Set(order) == Set(plan.points)) }
    for place in plan.points.indices {
      #expect(Set(orders.map { $0[place] }) == Set(plan.points))
    }
    #expect(plan.order(ofRepeat: 4) == orders[0])
  }
}
