import Foundation
import Learning
import Testing

/// The figures that `make_metrics.py` wrote: answers, and what scikit-learn says they are worth.
private struct MetricsReference: Decodable {
  struct Classification: Decodable, CustomTestStringConvertible {
    let name: String
    let classCount: Int
    let labels: [Int]
    let scores: [[Float]]
    let predicted: [Int]
    let accuracy: Double
    let balancedAccuracy: Double?
    let precision: [Double]
    let recall: [Double]
    let f1: [Double]
    let support: [Int]
    let macroPrecision: Double
    let macroRecall: Double
    let macroF1: Double
    let areas: [Double?]
    let area: Double?
    let logLoss: Double?
    let confusion: [[Int]]

    var testDescription: String { name }
  }

  struct Figures: Decodable {
    let r2: Double?
    let meanAbsoluteError: Double
    let rootMeanSquaredError: Double
  }

  struct Regression: Decodable, CustomTestStringConvertible {
    let name: String
    let width: Int
    let targets: [[Double]]
    let answers: [[Float]]
    let outputs: [Figures]
    let r2: Double?
    let meanAbsoluteError: Double
    let rootMeanSquaredError: Double

    var testDescription: String { name }
  }

  let madeWith: String
  let classification: [Classification]
  let regression: [Regression]

  static func load() throws -> MetricsReference {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "metrics.json")
    return try JSONDecoder().decode(MetricsReference.self, from: Data(contentsOf: file))
  }
}

/// What answers are worth is what scikit-learn says, edge cases among them.
@Suite struct ScikitLearnTests {
  @Test(arguments: try MetricsReference.load().classification)
  fileprivate func classification(reference: MetricsReference.Classification) throws {
    let width = reference.scores[0].count
    var measuring = ClassificationMeasuring(
      classCount: reference.classCount, answersPerSample: width, areProbabilities: true,
      samples: reference.labels.count)
    for (index, scores) in reference.scores.enumerated() {
      measuring.add(
        label: reference.labels[index], predicted: reference.predicted[index], scores)
    }
    let scores = measuring.scores
    expect(scores.accuracy, reference.accuracy, "accuracy")
    expect(scores.balancedAccuracy, reference.balancedAccuracy, "balanced accuracy")
    expect(scores.macroPrecision, reference.macroPrecision, "macro precision")
    expect(scores.macroRecall, reference.macroRecall, "macro recall")
    expect(scores.macroF1, reference.macroF1, "macro F1")
    expect(scores.areaUnderCurve, reference.area, "area")
    expect(scores.logLoss, reference.logLoss, "log-loss")
    #expect(scores.confusion == reference.confusion)
    #expect(scores.classes.map(\.occurring) == reference.support)
    for (index, score) in scores.classes.enumerated() {
      expect(score.precision, reference.precision[index], "precision of \(index)")
      expect(score.recall, reference.recall[index], "recall of \(index)")
      expect(score.f1, reference.f1[index], "F1 of \(index)")
      expect(score.areaUnderCurve, reference.areas[index], "area of \(index)")
    }
  }

  @Test(arguments: try MetricsReference.load().regression)
  fileprivate func regression(reference: MetricsReference.Regression) {
    var measuring = RegressionMeasuring(outputCount: reference.width)
    for (answers, targets) in zip(reference.answers, reference.targets) {
      measuring.add(answers, targets: targets)
    }
    let scores = measuring.scores
    expect(scores.r2, reference.r2, "R²")
    expect(scores.meanAbsoluteError, reference.meanAbsoluteError, "MAE")
    expect(scores.rootMeanSquaredError, reference.rootMeanSquaredError, "RMSE")
    for (output, figures) in zip(scores.outputs, reference.outputs) {
      expect(output.r2, figures.r2, "R² of an output")
      expect(output.meanAbsoluteError, figures.meanAbsoluteError, "MAE of an output")
      expect(output.rootMeanSquaredError, figures.rootMeanSquaredError, "RMSE of an output")
    }
  }

  @Test func `the figures are those of the version that the script names`() throws {
    #expect(try MetricsReference.load().madeWith.hasPrefix("scikit-learn 1.9"))
  }

  /// Far nearer than the 1e-6 that is promised; both defined, or neither.
  private func expect(
    _ found: Double?, _ expected: Double?, _ what: String,
    location: SourceLocation = #_sourceLocation
  ) {
    guard let found, let expected else {
      #expect(found == expected, "\(what)", sourceLocation: location)
      return
    }
    #expect(
      abs(found - expected) <= 1e-9 * max(1, abs(expected)), "\(what): \(found), not \(expected)",
      sourceLocation: location)
  }
}
