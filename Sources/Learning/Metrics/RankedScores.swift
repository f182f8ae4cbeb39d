/// The area under the curve of true positives over false positives.
enum RankedScores {
  /// The probability that a positive sample has a greater score than a negative one, where equal
  /// scores count a half: the Mann–Whitney U over the number of pairs (Hanley and McNeil 1982), which
  /// is the area that the trapezoidal rule gives.
  ///
  /// Pairs are counted in whole numbers, so the result does not depend on the order of the samples.
  ///
  /// - Parameters:
  ///   - scores: one a sample, none of them NaN.
  ///   - isPositive: whether the sample of this index is.
  /// - Returns: nil where all samples are positive, or none is.
  static func areaUnderCurve(_ scores: [Float], isPositive: (Int) -> Bool) -> Double? {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (positives, negatives, doubledPairs) = (UInt64(0), UInt64(0), UInt64(0))
    var start = 0
    while start < order.count {
      var end = start
      var equal = (positives: UInt64(0), negatives: UInt64(0))
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if isPositive(order[end]) { equal.positives += 1 } else { equal.negatives += 1 }
        end += 1
      }
      doubledPairs += equal.positives * (2 * negatives + equal.negatives)
      positives += equal.positives
      negatives += equal.negatives
      start = end
    }
    guard positives > 0, negatives > 0 else { return nil }
    return Double(doubledPairs) / (2 * Double(positives) * Double(negatives))
  }
}
