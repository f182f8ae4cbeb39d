import Tensors
import Testing

@Suite struct KeyedPermutationTests {
  private func isBijection(count: Int, seed: UInt64, epoch: UInt64) -> Bool {
    let permutation = KeyedPermutation(count: count, key: (seed, epoch))
    var seen = [Bool](repeating: false, count: count)
    for position in 0..<count {
      let element = permutation[position]
      if element < 0 || element >= count || seen[element] { return false }
      seen[element] = true
    }
    return true
  }

  @Test func everySmallCountIsABijection() {
    for count in 1...300 {
      for seed in UInt64(0)..<3 {
        #expect(isBijection(count: count, seed: seed, epoch: seed * 7), "count \(count)")
      }
    }
  }

  @Test(arguments: [1_023, 1_024, 1_025, 1_437, 9_973, 60_000, 65_536, 65_537])
  func largeCountsAreBijections(count: Int) {
    #expect(isBijection(count: count, seed: 42, epoch: 3))
    #expect(isBijection(count: count, seed: .max, epoch: .max))
  }

  /// The order is part of what makes a run repeat: these come from a twin of the description in
  /// Python, with Python's integers.
  @Test(
    arguments: [
      (11, 1, 0, [0, 1, 2, 6, 4, 10, 8, 9, 3, 5, 7]),
      (11, 1, 1, [4, 2, 3, 0, 7, 10, 5, 9, 8, 6, 1]),
      (1_797, (1 << 40) + 5, 3, [190, 632, 555, 380, 438, 621, 1_517, 358]),
      (60_000, 7, 1 << 33, [28_774, 53_576, 39_976, 30_526, 11_123, 44_145, 6_717, 3_042]),
    ] as [(Int, UInt64, UInt64, [Int])])
  func theOrderIsThatOfATwin(count: Int, seed: UInt64, epoch: UInt64, expected: [Int]) {
    let permutation = KeyedPermutation(count: count, key: (seed, epoch))
    #expect((0..<expected.count).map { permutation[$0] } == expected)
  }

  @Test func aCountBeyond32BitsStaysInRangeAndDoesNotRepeat() {
    let count = 1 << 40 + 12_345
    let permutation = KeyedPermutation(count: count, key: (1, 2))
    var seen = Set<Int>()
    for position in (0..<2_000).map({ $0 * 549_000_001 }) {
      let element = permutation[position]
      #expect(element >= 0 && element < count)
      #expect(seen.insert(element).inserted)
    }
  }

  @Test func seedsAndEpochsGiveOrdersOfTheirOwn() {
    let count = 1_000
    var orders: [[Int]] = []
    for key in [(1, 0), (1, 1), (2, 0), (2, 1), (1 << 32, 0), (0, 1 << 32), (0, 1)] {
      let permutation = KeyedPermutation(count: count, key: (UInt64(key.0), UInt64(key.1)))
      orders.append((0..<count).map { permutation[$0] })
    }
    for first in 0..<orders.count {
      for second in 0..<first {
        // Two random permutations agree in one place on average (Poisson); 12 is beyond 1e-9.
        let agreements = zip(orders[first], orders[second]).count { $0 == $1 }
        #expect(agreements < 12)
      }
    }
  }

  /// Where an element lands, over many seeds (and over many epochs of one seed), is uniform:
  /// χ² with c − 1 degrees of freedom stays below its mean by c + 5·√(2c) (about 1e-6 each).
  @Test(arguments: [2, 3, 4, 5, 7, 10, 16, 50, 97], [true, false])
  func positionsAreUniform(count: Int, overSeeds: Bool) {
    let trials = 400 * count
    for position in [0, count / 2, count - 1] {
      var hits = [Int](repeating: 0, count: count)
      for trial in 0..<UInt64(trials) {
        let key: (seed: UInt64, epoch: UInt64) = overSeeds ? (trial, 0) : (99, trial)
        hits[KeyedPermutation(count: count, key: key)[position]] += 1
      }
      let expected = Double(trials) / Double(count)
      let chiSquare = hits.reduce(0.0) { sum, hit in
        sum + (Double(hit) - expected) * (Double(hit) - expected) / expected
      }
      let freedom = Double(count - 1)
      #expect(chiSquare < freedom + 5 * (2 * freedom).squareRoot() + 15)
    }
  }

  /// Successive positions do not land in related places: the pair (cell of p[i], cell of p[i+1])
  /// over a 8 × 8 grid is uniform (63 degrees of freedom; 140 is beyond 1e-7).
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func neighboursAreIndependent(seed: UInt64) {
    let count = 40_000
    let permutation = KeyedPermutation(count: count, key: (seed, 0))
    var hits = [Int](repeating: 0, count: 64)
    for position in stride(from: 0, to: count, by: 2) {
      let cell = permutation[position] * 8 / count
      let nextCell = permutation[position + 1] * 8 / count
      hits[8 * cell + nextCell] += 1
    }
    let expected = Double(count / 2) / 64
    let chiSquare = hits.reduce(0.0) { sum, hit in
      sum + (Double(hit) - expected) * (Double(hit) - expected) / expected
    }
    #expect(chiSquare < 140)
    // A permutation leaves too little, not too much, to chance only if it is structured.
    #expect(chiSquare > 15)
  }
}
