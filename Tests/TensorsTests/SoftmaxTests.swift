import Foundation
import Testing

@testable import Tensors

@Suite struct SoftmaxTests {
  @Test(arguments: [1, 2, 3, 7, 8, 9, 10, 16, 31, 1000])
  func agreesWithADirectSum(count: Int) {
    var random = TestRandom(seed: UInt64(count))
    let logits = random.symmetric(count: count).map { $0 * 12 }
    var probabilities = [Float](repeating: 0, count: count)
    let normaliser = Softmax.normalize(logits, into: &probabilities, count: count)
    let sum = logits.reduce(0.0) { $0 + exp(Double($1)) }
    #expect((normaliser - log(sum)).magnitude <= 1e-6)
    for j in 0..<count {
      let exact = exp(Double(logits[j])) / sum
      // The logits lie up to 24 apart, and half a unit in the last place of 24 is 9.5e-7.
      #expect((Double(probabilities[j]) - exact).magnitude <= 1.5e-6 * exact)
    }
  }

  @Test func worksInPlace() {
    let logits: [Float] = [1, -2, 0.5, 3]
    var apart = [Float](repeating: 0, count: 4)
    var inPlace = logits
    let first = Softmax.normalize(logits, into: &apart, count: 4)
    let second = inPlace.withUnsafeMutableBufferPointer { row -> Double in
      guard let base = row.baseAddress else { return .nan }
      return Softmax.normalize(base, into: base, count: 4)
    }
    #expect(inPlace == apart)
    #expect(first == second)
  }

  @Test func greatLogitsNeitherOverflowNorVanish() {
    var probabilities = [Float](repeating: 0, count: 3)
    #expect(Softmax.normalize([1e4, -1e4, 0], into: &probabilities, count: 3) == 1e4)
    #expect(probabilities == [1, 0, 0])
    // Three equal logits: log 3 above each, and a third each.
    let low = Softmax.normalize([-1e4, -1e4, -1e4], into: &probabilities, count: 3)
    #expect((low - (-1e4 + log(3))).magnitude < 1e-9)
    #expect(probabilities.allSatisfy { ($0 - 1 / 3).magnitude < 1e-7 })
  }

  @Test func aConfidentRowKeepsItsSmallLoss() {
    // log(1 + e⁻²⁰) is 2.06e-9, far below a float's resolution at 1.
    var probabilities = [Float](repeating: 0, count: 2)
    let normaliser = Softmax.normalize([0, -20], into: &probabilities, count: 2)
    #expect((normaliser / log1p(exp(-20)) - 1).magnitude < 1e-6)
  }

  @Test(arguments: 0..<4)
  func notANumberIsNotHidden(position: Int) {
    var logits: [Float] = [1, 2, 3, 4]
    logits[position] = .nan
    var probabilities = [Float](repeating: 0, count: 4)
    #expect(Softmax.normalize(logits, into: &probabilities, count: 4).isNaN)
  }
}
