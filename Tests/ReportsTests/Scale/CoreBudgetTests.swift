import Testing

@testable import Reports

@Suite struct CoreBudgetTests {
  private static func host(_ name: String, _ boot: String, cores: Int, slots: Int = 0)
    -> CoreBudget.Host
  {
    CoreBudget.Host(name: name, bootID: boot, cores: cores, slots: slots)
  }

  private static func point(_ workers: Int) -> ScalePoint {
    .launched(workers: workers, batch: 64, microBatches: 8)
  }

  /// On two cores a worker and its server fit, two workers and a server do not.
  @Test func `one machine`() {
    let budget = CoreBudget(home: Self.host("h", "a", cores: 2), hosts: [])
    #expect(!budget.isOversubscribed(.alone(batch: 64, microBatches: 8)))
    #expect(!budget.isOversubscribed(Self.point(1)))
    #expect(budget.isOversubscribed(Self.point(2)))
    #expect(
      budget.loads(Self.point(2)) == [CoreBudget.Load(hosts: ["h"], cores: 2, processes: 3)])
    #expect(budget.slots == nil)
  }

  @Test func `slots are filled in order`() {
    let budget = CoreBudget(
      home: Self.host("home", "a", cores: 4),
      hosts: [
        Self.host("h1", "b", cores: 2, slots: 2), Self.host("h2", "c", cores: 1, slots: 4),
      ])
    #expect(budget.slots == 6)
    #expect(budget.placement(workers: 1) == [1, 0])
    #expect(budget.placement(workers: 3) == [2, 1])
    #expect(budget.placement(workers: 6) == [2, 4])
    #expect(
      budget.loads(Self.point(1)) == [
        CoreBudget.Load(hosts: ["home"], cores: 4, processes: 1),
        CoreBudget.Load(hosts: ["h1"], cores: 2, processes: 1),
      ])
    #expect(!budget.isOversubscribed(Self.point(3)))
    #expect(budget.isOversubscribed(Self.point(4)))
  }

  /// Network namespaces look like hosts, but share one kernel and its cores.
  @Test func `hosts that are one machine`() {
    let budget = CoreBudget(
      home: Self.host("home", "a", cores: 2),
      hosts: (1...4).map { Self.host("n\($0)", "a", cores: 2, slots: 1) })
    #expect(
      budget.loads(Self.point(2)) == [
        CoreBudget.Load(hosts: ["home", "n1", "n2"], cores: 2, processes: 3)
      ])
    #expect(!budget.isOversubscribed(Self.point(1)))
    #expect(budget.isOversubscribed(Self.point(2)))
  }
}
