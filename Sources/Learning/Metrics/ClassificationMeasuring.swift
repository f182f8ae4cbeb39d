import Tensors

/// Gathers a classifier's answers, sample by sample, and says what they are worth.
public struct ClassificationMeasuring: Sendable {
  private let classCount: Int
  /// How many answers a sample has: one, the second class's, where there are two classes.
  private let width: Int
  private let areProbabilities: Bool
  private let ranks: Bool

  private var classes: [ClassificationScores.ClassScore]
  private var confusion: [Int]?
  private var labels: [UInt16] = []
  /// By answer, one of each sample; empty where there are too many to rank.
  private var answers: [[Float]]
  private var unanswered = 0
  private var hasNaN = false
  private var logLossSum = 0.0

  /// Nothing gathered yet.
  ///
  /// - Parameters:
  ///   - classCount: how many classes there are, at least two.
  ///   - answersPerSample: one for each class, or with two classes that of the second alone.
  ///   - areProbabilities: false for scores that only estimate them.
  ///   - samples: how many samples there will be.
  public init(classCount: Int, answersPerSample: Int, areProbabilities: Bool, samples: Int) {
    precondition(classCount >= 1 && (answersPerSample == classCount || classCount == 2))
    self.classCount = classCount
    width = answersPerSample
    self.areProbabilities = areProbabilities
    ranks = samples <= MetricLimits.rankedAnswersMax / answersPerSample
    classes = Array(repeating: .init(), count: classCount)
    answers = Array(repeating: [], count: ranks ? answersPerSample : 0)
    if classCount <= MetricLimits.confusionClassesMax {
      confusion = Array(repeating: 0, count: classCount * classCount)
    }
  }

  /// Takes a sample.
  ///
  /// - Parameters:
  ///   - label: the class that it is of.
  ///   - predicted: the class that it was said to be of; nil where the answers are no numbers.
  ///   - row: `answersPerSample` answers.
  public mutating func add(label: Int, predicted: Int?, _ row: UnsafePointer<Float>) {
    labels.append(UInt16(label))
    classes[label].occurring += 1
    if let predicted {
      classes[predicted].predicted += 1
      if predicted == label { classes[label].right += 1 }
      confusion?[label * classCount + predicted] += 1
    } else {
      unanswered += 1
    }
    for index in 0..<width {
      if row[index].isNaN { hasNaN = true }
      if ranks { answers[index].append(row[index]) }
    }
    let probability =
      width == 1 ? (label == 1 ? Double(row[0]) : 1 - Double(row[0])) : Double(row[label])
    let least = MetricLimits.probabilityMin
    logLossSum -= naturalLogarithm(min(1 - least, max(least, probability)))
  }

  /// What they are worth.
  public var scores: ClassificationScores {
    let areas: [Double?] =
      hasNaN || !ranks
      ? Array(repeating: nil, count: classCount)
      : (0..<classCount).map { index in
        width == 1
          // Of the first class the complement ranks the other way round, to the same area.
          ? RankedScores.areaUnderCurve(answers[0]) { labels[$0] == 1 }
          : RankedScores.areaUnderCurve(answers[index]) { labels[$0] == index }
      }
    let classes = zip(self.classes, areas).map { score, area in
      var score = score
      score.areaUnderCurve = area
      return score
    }
    let known = areas.compactMap { $0 }
    let area: Double? =
      classCount == 2 && width == 2
      ? areas[1]
      : known.count == classCount ? known.reduce(0, +) / Double(classCount) : nil
    return ClassificationScores(
      classes: classes, samples: labels.count, unanswered: unanswered,
      confusion: confusion.map { counts in
        (0..<classCount).map { Array(counts[$0 * classCount..<($0 + 1) * classCount]) }
      },
      areaUnderCurve: area,
      logLoss: areProbabilities && !hasNaN && !labels.isEmpty
        ? logLossSum / Double(labels.count) : nil)
  }
}
