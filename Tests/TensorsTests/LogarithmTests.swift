import Foundation
import Testing

@testable import Tensors

@Suite struct LogarithmTests {
  @Test(arguments: 0..<4 as Range<UInt64>)
  func agreesWithTheLibrarysOverAllMagnitudes(seed: UInt64) {
    var random = TestRandom(seed: seed)
    var worst = 0.0
    for _ in 0..<20_000 {
      // Any positive finite bit pattern.
      let x = Double(bitPattern: random.next() % 0x7FF0_0000_0000_0000)
      guard x > 0 else { continue }
      worst = max(worst, (naturalLogarithm(x) - log(x)).magnitude / log(x).ulp)
    }
    #expect(worst <= 2)
  }

  @Test func agreesNearOne() {
    var worst = 0.0
    for i in -50_000...50_000 {
      let x = 1 + Double(i) / 100_000
      worst = max(worst, (naturalLogarithm(x) - log(x)).magnitude / log(x).ulp)
    }
    for exponent in -52 ... -1 {
      let x = 1 + scalbn(1, exponent)
      worst = max(worst, (naturalLogarithm(x) - log(x)).magnitude / log(x).ulp)
    }
    #expect(worst <= 2)
  }

  @Test func hasTheLimits() {
    #expect(naturalLogarithm(1) == 0)
    #expect(naturalLogarithm(0) == -.infinity)
    #expect(naturalLogarithm(.infinity) == .infinity)
    #expect(naturalLogarithm(-1).isNaN)
    #expect(naturalLogarithm(.nan).isNaN)
    let least = Double.leastNonzeroMagnitude
    #expect((naturalLogarithm(least) - log(least)).magnitude <= 2 * log(least).ulp)
  }

  @Test func ofOnePlusKeepsSmallArguments() {
    var worst = 0.0
    for exponent in 0...1070 {
      for factor in [1, 0.7, 0.513] {
        let x = scalbn(factor, -exponent)
        worst = max(worst, (naturalLogarithm(onePlus: x) - log1p(x)).magnitude / log1p(x).ulp)
      }
    }
    #expect(worst <= 5)
    #expect(naturalLogarithm(onePlus: 0) == 0)
    #expect(naturalLogarithm(onePlus: .nan).isNaN)
  }
}
