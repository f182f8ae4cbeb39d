import Testing

@testable import Coordination

@Suite("Shares of the work")
struct WorkSharesTests {
  private func shares(_ units: Int, _ paces: [UInt64]) -> [Int] {
    var shares = WorkShares()
    shares.divide(units, among: paces)
    return shares.counts
  }

  @Test("are equal where paces are, or are not known")
  func equal() {
    #expect(shares(8, [0, 0]) == [4, 4])
    #expect(shares(8, [5, 0]) == [4, 4])
    #expect(shares(8, [100, 110]) == [4, 4])
    #expect(shares(7, [0, 0, 0]) == [2, 2, 3])
    #expect(shares(3, [9]) == [3])
  }

  @Test("follow the paces where that saves a fifth of the time")
  func unequal() {
    // Half as fast: 4 and 4 take 8, 5 and 3 take 6 units of time.
    #expect(shares(8, [1, 2]) == [6, 2] || shares(8, [1, 2]) == [5, 3])
    // 5 · 1.4 = 7 beside 4 · 1.4 … : 5 and 3 take 5 instead of 5.6, not worth it.
    #expect(shares(8, [10, 14]) == [4, 4])
    // Ten times slower: it gets nothing.
    #expect(shares(8, [1, 10]) == [8, 0])
  }

  @Test("always are all of the units, and no split is done sooner by more", arguments: 0..<300)
  func best(_ seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    let units = 1 + random.below(7)
    let paces = (0..<2 + random.below(2)).map { _ in UInt64(1 + random.below(20)) }
    let counts = shares(units, paces)
    #expect(counts.count == paces.count && counts.reduce(0, +) == units)
    func time(_ counts: [Int]) -> UInt64 {
      zip(counts, paces).map { UInt64($0) * $1 }.max() ?? 0
    }
    // Every split there is.
    var fastest = UInt64.max
    func trySplits(_ prefix: [Int], _ left: Int) {
      if prefix.count == paces.count - 1 {
        fastest = min(fastest, time(prefix + [left]))
        return
      }
      for next in 0...left { trySplits(prefix + [next], left - next) }
    }
    trySplits([], units)
    #expect(time(counts) == fastest || Double(fastest) > 0.79 * Double(time(counts)))
  }
}
