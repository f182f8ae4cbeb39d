/// How near a regression's answers are to the targets. Each figure is defined as scikit-learn defines
/// it, and computed in double precision in the order of the samples.
public struct RegressionScores: Equatable, Sendable {
  /// The figures of one output.
  public struct OutputScore: Equatable, Sendable {
    /// 1 − Σ (f − y)² / Σ (y − ȳ)²; nil with fewer than two samples, or where an answer is no number.
    /// Where the target never changes it is 1 for exact answers, else 0.
    public let r2: Double?
    /// The mean of |f − y|.
    public let meanAbsoluteError: Double
    /// The mean of (f − y)².
    public let meanSquaredError: Double
    /// The root of the mean of (f − y)².
    public var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }
    /// Whether the target is the same in all samples.
    public let isConstant: Bool
  }

  /// By output.
  public let outputs: [OutputScore]
  /// How many samples there were.
  public let samples: Int

  /// The mean over the outputs; nil where some output has none.
  public var r2: Double? {
    let known = outputs.compactMap(\.r2)
    return known.count == outputs.count ? mean(known) : nil
  }
  /// The mean over the outputs.
  public var meanAbsoluteError: Double { mean(outputs.map(\.meanAbsoluteError)) }
  /// The mean over the outputs.
  public var meanSquaredError: Double { mean(outputs.map(\.meanSquaredError)) }
  /// The mean over the outputs.
  public var rootMeanSquaredError: Double { mean(outputs.map(\.rootMeanSquaredError)) }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}

/// Gathers a regression's answers, sample by sample, and says how near they are.
public struct RegressionMeasuring: Sendable {
  private let width: Int
  private var samples = 0
  private var absolute: [Double]
  private var squared: [Double]
  /// The targets' mean so far and sum of squares around it (Welford 1962).
  private var means: [Double]
  private var deviations: [Double]
  private var least: [Double]
  private var greatest: [Double]

  /// Nothing gathered yet, of so many outputs a sample.
  public init(outputCount: Int) {
    width = outputCount
    absolute = Array(repeating: 0, count: outputCount)
    (squared, means, deviations) = (absolute, absolute, absolute)
    least = Array(repeating: .infinity, count: outputCount)
    greatest = Array(repeating: -.infinity, count: outputCount)
  }

  /// Takes a sample: `outputCount` answers, and as many targets.
  ///
  /// Targets are doubles, so that what floats can't tell apart of them is measured all the same.
  public mutating func add(_ answers: UnsafePointer<Float>, targets: UnsafePointer<Double>) {
    samples += 1
    for index in 0..<width {
      let target = targets[index]
      let error = Double(answers[index]) - target
      absolute[index] += abs(error)
      squared[index] += error * error
      let distance = target - means[index]
      means[index] += distance / Double(samples)
      deviations[index] += distance * (target - means[index])
      least[index] = min(least[index], target)
      greatest[index] = max(greatest[index], target)
    }
  }

  /// How near they are.
  public var scores: RegressionScores {
    RegressionScores(
      outputs: (0..<width).map { index in
        let isConstant = least[index] == greatest[index]
        let r2: Double? =
          if samples < 2 || squared[index].isNaN {
            nil
          } else if isConstant {
            squared[index] == 0 ? 1 : 0
          } else {
            1 - squared[index] / deviations[index]
          }
        return .init(
          r2: r2, meanAbsoluteError: absolute[index] / Double(samples),
          meanSquaredError: squared[index] / Double(samples),
          isConstant: isConstant)
      }, samples: samples)
  }
}
