import Reports

/// How long something took, each time that it was measured.
public struct TimingSample: Equatable, Sendable {
  private let sample: Sample

  /// A sample of these times in seconds, at least one.
  public init(_ seconds: [Double]) {
    guard let sample = Sample(seconds) else { preconditionFailure("nothing was measured") }
    self.sample = sample
  }

  /// How many times it was measured.
  public var count: Int { sample.count }
  /// The shortest time, in seconds.
  public var minimum: Double { sample.minimum }
  /// The time that half of the measurements stayed below, in seconds.
  public var median: Double { sample.median }
  /// The time that a quarter of them stayed below.
  public var lowerQuartile: Double { quantile(0.25) }
  /// The time that a quarter of them exceeded.
  public var upperQuartile: Double { quantile(0.75) }

  /// Linear between the order statistics.
  ///
  /// - Parameter share: from 0 to 1.
  public func quantile(_ share: Double) -> Double { sample.quantile(share) }
}
