import Testing

@testable import Coordination

@Suite("The bound on staleness")
struct StalenessBoundTests {
  @Test("by hand: two readers of version 3, a bound of 1")
  func byHand() {
    let bound = StalenessBound(most: 1)
    #expect(bound.allowsReading(underWay: 0) && bound.allowsReading(underWay: 1))
    #expect(!bound.allowsReading(underWay: 2))
    // The first moves θ from 3 to 4; the second, still at 3, would then have staleness 1.
    #expect(bound.allowsMoving(from: 3, others: [3]))
    // With a reader of version 2 under way it would have 2.
    #expect(!bound.allowsMoving(from: 3, others: [2]))
    // A third would be applied after the second, with staleness 2.
    #expect(!bound.allowsMoving(from: 3, others: [3, 3]))
    #expect(StalenessBound(most: 0).allowsReading(underWay: 0))
    #expect(!StalenessBound(most: 0).allowsReading(underWay: 1))
  }

  @Test("no push is staler than it, and the oldest can always be applied", arguments: 0..<300)
  func holds(_ seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    let bound = StalenessBound(most: UInt64(random.below(5)))
    var version: UInt64 = 0
    var awaited: [UInt64] = []
    var come: [UInt64] = []
    for _ in 0..<200 {
      switch random.below(3) {
      case 0:
        if bound.allowsReading(underWay: awaited.count + come.count) { awaited.append(version) }
      case 1 where !awaited.isEmpty:
        come.append(awaited.remove(at: random.below(awaited.count)))
      default:
        guard let oldest = come.min(), let index = come.firstIndex(of: oldest) else { continue }
        var others = awaited + come
        if let own = others.firstIndex(of: oldest) { others.remove(at: own) }
        others.sort()
        let isOldest = others.allSatisfy { $0 >= oldest }
        let isAllowed = bound.allowsMoving(from: version, others: others)
        if isOldest { #expect(isAllowed) }
        guard isAllowed else { continue }
        #expect(version - oldest <= bound.most)
        version += 1
        come.remove(at: index)
      }
    }
  }
}
