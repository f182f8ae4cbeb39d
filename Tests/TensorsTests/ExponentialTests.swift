import Foundation
import Testing

@testable import Tensors

@Suite struct ExponentialTests {
  @Test func staysWithinTwoUnitsOverTheWholeRange() {
    var worst = 0.0
    let count = 300_000
    for i in 0...count {
      let x = Float(-105 + 195 * Double(i) / Double(count))
      worst = max(worst, unitsInLastPlace(naturalExponential(x), from: exp(Double(x))))
    }
    #expect(worst <= 2)
  }

  @Test func staysWithinTwoUnitsNearZero() {
    for exponent in -149...0 {
      for factor in [1, 1.25, 1.7] {
        for sign in [1.0, -1] {
          let x = Float(sign * factor * scalbn(1, exponent))
          #expect(unitsInLastPlace(naturalExponential(x), from: exp(Double(x))) <= 2)
        }
      }
    }
  }

  @Test(arguments: [
    (Float.infinity, Float.infinity), (-.infinity, 0), (0, 1), (-0.0, 1), (88.8, .infinity),
    (1e30, .infinity), (.greatestFiniteMagnitude, .infinity), (-104, 0), (-1e30, 0),
    (-.greatestFiniteMagnitude, 0), (-103.5, .leastNonzeroMagnitude),
  ])
  func hasTheLimits(x: Float, expected: Float) {
    #expect(naturalExponential(x) == expected)
  }

  @Test func keepsNaN() {
    #expect(naturalExponential(.nan).isNaN)
    #expect(naturalExponential(-.nan).isNaN)
  }

  @Test func isFiniteUpToTheGreatestArgument() {
    // ln(greatest finite float) = 88.72283905…
    #expect(naturalExponential(88.7228).isFinite)
    #expect(naturalExponential(88.7229) == .infinity)
  }
}
