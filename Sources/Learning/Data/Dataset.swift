/// Samples in memory: a row of features and a target for each.
///
/// Features that came as bytes (images) stay bytes, a quarter of the memory and of the traffic,
/// and become floats when a batch is gathered.
public struct Dataset: Sendable {
  /// The rows of features, row-major, `featureCount` values a row.
  public enum Features: Sendable {
    /// Byte b stands for `Float(b) * scale`.
    case bytes([UInt8], scale: Float)
    /// The values themselves.
    case floats([Float])
  }

  /// What the network should answer.
  public enum Targets: Sendable {
    /// One class index a sample, each below `count`.
    case classes([UInt16], count: Int)
    /// `width` real values a sample, row-major.
    case values([Float], width: Int)
  }

  /// How many samples there are.
  public let sampleCount: Int
  /// How many features each sample has.
  public let featureCount: Int
  /// The features of all samples.
  public let features: Features
  /// The targets of all samples.
  public let targets: Targets
  /// The values of `targets` before they were rounded to floats, to measure by; nil where that changed
  /// none of them.
  public let unroundedTargets: [Double]?

  /// A data set of samples that have been checked to fit each other.
  public init(
    sampleCount: Int, featureCount: Int, features: Features, targets: Targets,
    unroundedTargets: [Double]? = nil
  ) {
    self.sampleCount = sampleCount
    self.featureCount = featureCount
    self.features = features
    self.targets = targets
    self.unroundedTargets = unroundedTargets
  }
}
