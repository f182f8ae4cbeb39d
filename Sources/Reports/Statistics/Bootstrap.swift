import Tensors

/// Percentile bootstrap confidence intervals (Efron 1979; Efron and Tibshirani 1993, §13.3): the
/// measurements are drawn again, with replacement, many times over, and the middle part of what the
/// statistic then is makes the interval.
///
/// Draws are counted, not chanced: the same measurements give the same interval.
public struct Bootstrap: Equatable, Sendable {
  /// How often the measurements are drawn again.
  public var resamples: Int
  /// The share of resampled statistics that the interval holds.
  public var confidence: Double
  /// Another one makes other draws.
  public var seed: UInt64

  /// A bootstrap; reports use the defaults.
  public init(resamples: Int = 2000, confidence: Double = 0.95, seed: UInt64 = 1) {
    precondition(resamples > 0 && confidence > 0 && confidence < 1)
    self.resamples = resamples
    self.confidence = confidence
    self.seed = seed
  }

  /// The interval of a statistic of several groups of measurements, each group drawn by itself.
  ///
  /// - Parameter statistic: nil, or a number that is not finite, where the draw has none; such draws
  ///   are left out.
  /// - Returns: nil where some group has fewer than two measurements, which say nothing about how
  ///   much they vary, or where no draw has a statistic.
  public func interval(
    of groups: [[Double]], _ statistic: ([[Double]]) -> Double?
  ) -> ConfidenceInterval? {
    guard groups.allSatisfy({ $0.count > 1 }) else { return nil }
    var drawn = groups
    var values: [Double] = []
    values.reserveCapacity(resamples)
    for resample in 0..<resamples {
      for (index, group) in groups.enumerated() {
        draw(from: group, group: index, resample: resample, into: &drawn[index])
      }
      if let value = statistic(drawn), value.isFinite { values.append(value) }
    }
    guard let sample = Sample(values) else { return nil }
    let tail = (1 - confidence) / 2
    return ConfidenceInterval(lower: sample.quantile(tail), upper: sample.quantile(1 - tail))
  }

  /// The interval of the median of some measurements.
  public func interval(ofMedian values: [Double]) -> ConfidenceInterval? {
    interval(of: [values]) { Sample($0[0])?.median }
  }

  private func draw(
    from group: [Double], group index: Int, resample: Int, into drawn: inout [Double]
  ) {
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    for block in 0..<(group.count + 3) / 4 {
      let words = Philox.block(
        counter: SIMD4(
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: resample),
          UInt32(truncatingIfNeeded: index), 0),
        key: key)
      for lane in 0..<min(4, group.count - 4 * block) {
        // The high half of a product is a number below the count, even to within 2⁻³².
        let choice = words[lane].multipliedFullWidth(by: UInt32(group.count)).high
        drawn[4 * block + lane] = group[Int(choice)]
      }
    }
  }
}
