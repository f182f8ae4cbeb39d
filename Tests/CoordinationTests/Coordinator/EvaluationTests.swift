import Testing

@testable import Coordination

@Suite("An evaluation's units")
struct EvaluationTests {
  private static func result(
    _ unit: UInt32, samples: UInt64, loss: Double = 1, correct: UInt64 = 0
  ) -> EvaluationResult {
    EvaluationResult(
      version: 5, unit: unit, tally: Tally(samples: samples, lossSum: loss, correct: correct))
  }

  @Test("all units but the last have 256 samples, and another count is misconduct")
  func sizes() {
    var evaluation = Evaluation()
    // 600 = 256 + 256 + 88
    evaluation.begin(samples: 600)
    #expect(evaluation.unitCount == 3)
    #expect(evaluation.misconduct(in: Self.result(0, samples: 256)) == nil)
    #expect(evaluation.misconduct(in: Self.result(2, samples: 88, correct: 88)) == nil)
    #expect(
      evaluation.misconduct(in: Self.result(2, samples: 256))
        == .wrongTally(correct: 0, samples: 256, unitSamples: 88))
    #expect(
      evaluation.misconduct(in: Self.result(2, samples: 88, correct: 89))
        == .wrongTally(correct: 89, samples: 88, unitSamples: 88))
    #expect(evaluation.misconduct(in: Self.result(3, samples: 88)) == .unknownUnit(3, of: 3))
  }

  @Test("the total has the bits of a sum in the order of the units, whatever the order of results")
  func order() {
    let losses = [1e16, 1.0, -1e16]
    var evaluation = Evaluation()
    evaluation.begin(samples: 600)
    for unit in [2, 0, 1] {
      evaluation.take(
        Self.result(UInt32(unit), samples: unit == 2 ? 88 : 256, loss: losses[unit], correct: 10))
    }
    // (1e16 + 1) − 1e16 is 0 in doubles; in the order of the results it would be 1.
    #expect(evaluation.total == Tally(samples: 600, lossSum: 0, correct: 30))
    evaluation.begin(samples: 88)
    #expect(evaluation.unitCount == 1 && evaluation.total == Tally())
  }
}
