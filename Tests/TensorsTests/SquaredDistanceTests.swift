import Testing

@testable import Tensors

@Suite struct SquaredDistanceTests {
  @Test(arguments: [0, 1, 7, 8, 9, 16, 100])
  func agreesWithADirectSum(count: Int) {
    var random = TestRandom(seed: UInt64(count))
    let a = random.symmetric(count: count)
    let b = random.symmetric(count: count)
    let exact = zip(a, b).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
    #expect((squaredDistance(a, b, count: count) - exact).magnitude <= 1e-14 * Double(count))
  }
}
