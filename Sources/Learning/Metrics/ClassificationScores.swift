/// What a classifier's answers on labelled samples are worth. Each figure is defined as scikit-learn
/// defines it, and computed in double precision in the order of the samples.
public struct ClassificationScores: Equatable, Sendable {
  /// The figures of one class, all other classes taken together as not it.
  public struct ClassScore: Equatable, Sendable {
    /// Samples that are of it.
    public var occurring = 0
    /// Samples that were said to be of it.
    public var predicted = 0
    /// Samples that were rightly said to be of it.
    public var right = 0
    /// The area under the ROC curve of its probability; nil where it is not defined.
    public var areaUnderCurve: Double?

    /// The share of right ones among those said to be of it; 0 where there are none.
    public var precision: Double { ratio(right, predicted) }
    /// The share of right ones among those that are of it; 0 where there are none.
    public var recall: Double { ratio(right, occurring) }
    /// The harmonic mean of precision and recall; 0 where the class neither occurs nor is predicted.
    public var f1: Double { ratio(2 * right, predicted + occurring) }
    /// Whether it occurs or is predicted.
    public var isSeen: Bool { occurring + predicted > 0 }

    private func ratio(_ part: Int, _ whole: Int) -> Double {
      whole > 0 ? Double(part) / Double(whole) : 0
    }
  }

  /// By class index.
  public let classes: [ClassScore]
  /// How many samples there were.
  public let samples: Int
  /// How many samples have an answer that is no number. They count as wrong, and are in no column of
  /// the confusion matrix.
  public let unanswered: Int
  /// How many samples of the row's class were said to be of the column's; nil where there are more
  /// than `MetricLimits.confusionClassesMax` classes.
  public let confusion: [[Int]]?
  /// The area under the ROC curve: of the second of two classes' probability; of more, the mean of each
  /// class against all others. Nil where it is not defined.
  public let areaUnderCurve: Double?
  /// The mean of −log of the probability that was given to the right class, clipped to what
  /// scikit-learn clips it to; nil where answers are no probabilities, or no numbers.
  public let logLoss: Double?

  /// The share of right answers; nil without samples.
  public var accuracy: Double? {
    samples > 0 ? Double(classes.reduce(0) { $0 + $1.right }) / Double(samples) : nil
  }

  /// The mean recall of the classes that occur; nil without samples.
  public var balancedAccuracy: Double? { mean(of: \.recall) { $0.occurring > 0 } }
  /// The mean precision of the classes that occur or are predicted.
  public var macroPrecision: Double? { mean(of: \.precision, where: \.isSeen) }
  /// The mean recall of these.
  public var macroRecall: Double? { mean(of: \.recall, where: \.isSeen) }
  /// The mean F1 of these.
  public var macroF1: Double? { mean(of: \.f1, where: \.isSeen) }

  private func mean(
    of figure: (ClassScore) -> Double, where counts: (ClassScore) -> Bool
  ) -> Double? {
    let counting = classes.filter(counts)
    guard !counting.isEmpty else { return nil }
    return counting.reduce(0) { $0 + figure($1) } / Double(counting.count)
  }

  init(
    classes: [ClassScore], samples: Int, unanswered: Int, confusion: [[Int]]?,
    areaUnderCurve: Double?, logLoss: Double?
  ) {
    self.classes = classes
    self.samples = samples
    self.unanswered = unanswered
    self.confusion = confusion
    self.areaUnderCurve = areaUnderCurve
    self.logLoss = logLoss
  }
}
