import Testing

@testable import Learning

@Suite struct ClassificationScoresTests {
  private static func measure(
    _ rows: [(label: Int, predicted: Int?, answers: [Float])], classes: Int,
    areProbabilities: Bool = true
  ) -> ClassificationScores {
    var measuring = ClassificationMeasuring(
      classCount: classes, answersPerSample: rows[0].answers.count,
      areProbabilities: areProbabilities, samples: rows.count)
    for row in rows {
      measuring.add(label: row.label, predicted: row.predicted, row.answers)
    }
    return measuring.scores
  }

  /// Of positives at 0.4 and 0.8 and negatives at 0.1 and 0.4: the pairs are won 1, ½, 1 and 1.
  @Test func `ties count a half`() {
    let area = RankedScores.areaUnderCurve([0.4, 0.1, 0.8, 0.4]) { $0 == 0 || $0 == 2 }
    #expect(area == 3.5 / 4)
    #expect(RankedScores.areaUnderCurve([1, 2]) { _ in true } == nil)
    #expect(RankedScores.areaUnderCurve([]) { _ in true } == nil)
  }

  @Test(arguments: [1, 2, 3, 17, 100] as [UInt64])
  func `the order of the samples does not matter`(seed: UInt64) {
    let scores = (0..<500).map { Float((UInt64($0) &* 2_654_435_761 &* seed >> 7) % 50) }
    let order = (0..<500).sorted {
      (UInt64($0) &* 40_503 &* seed) % 509 < (UInt64($1) &* 40_503 &* seed) % 509
    }
    let area = RankedScores.areaUnderCurve(scores) { $0 % 3 == 0 }
    #expect(RankedScores.areaUnderCurve(order.map { scores[$0] }) { order[$0] % 3 == 0 } == area)
    // Pair by pair.
    var (won, pairs) = (0.0, 0.0)
    for positive in stride(from: 0, to: 500, by: 3) {
      for negative in 0..<500 where negative % 3 != 0 {
        pairs += 1
        won +=
          scores[positive] > scores[negative] ? 1 : scores[positive] == scores[negative] ? 0.5 : 0
      }
    }
    #expect(area == won / pairs)
  }

  /// A NaN is wrong, is no answer in the matrix, and leaves no ranks and no log-loss.
  @Test func `answers that are no numbers`() {
    let scores = Self.measure(
      [(0, 0, [0.9, 0.1]), (1, nil, [.nan, 0.5]), (1, 1, [0.2, 0.8])], classes: 2)
    #expect(scores.unanswered == 1)
    #expect(scores.accuracy == 2.0 / 3)
    #expect(scores.classes.map(\.recall) == [1, 0.5])
    #expect(scores.confusion == [[1, 0], [0, 1]])
    #expect(scores.areaUnderCurve == nil && scores.logLoss == nil)
  }

  @Test func `scores that are no probabilities have ranks, but no log-loss`() {
    let scores = Self.measure(
      [(0, 0, [1.5, -0.2]), (1, 1, [0.2, 0.8])], classes: 2, areProbabilities: false)
    #expect(scores.areaUnderCurve == 1 && scores.logLoss == nil)
  }

  @Test func `many classes have no matrix`() {
    let count = MetricLimits.confusionClassesMax + 1
    let answers = [Float](repeating: 0, count: count)
    let scores = Self.measure([(count - 1, 0, answers), (3, 3, answers)], classes: count)
    #expect(scores.confusion == nil)
    #expect(scores.accuracy == 0.5)
    // Of classes 0, 3 and the last, which are seen: 0, 1 and 0.
    #expect(scores.macroF1 == 1.0 / 3)
  }
}
