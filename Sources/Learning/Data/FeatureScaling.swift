/// What each feature is moved by and multiplied with: (x − offset) · factor.
struct FeatureScaling {
  private let offsets: [Double]
  private let factors: [Double]

  /// The same factor for every feature.
  init(factor: Float, featureCount: Int) {
    offsets = [Double](repeating: 0, count: featureCount)
    factors = [Double](repeating: Double(factor), count: featureCount)
  }

  /// Mean 0 and standard deviation 1 (of the population, so divided by n) for each feature of
  /// `features`, n rows of `featureCount`.
  init(standardizing features: [Float], featureCount: Int) {
    let count = Double(features.count / featureCount)
    var means = [Double](repeating: 0, count: featureCount)
    Self.forEach(features, featureCount) { column, value in means[column] += Double(value) }
    for column in 0..<featureCount { means[column] /= count }
    var squares = [Double](repeating: 0, count: featureCount)
    Self.forEach(features, featureCount) { column, value in
      let distance = Double(value) - means[column]
      squares[column] += distance * distance
    }
    offsets = means
    factors = squares.map { $0 > 0 ? 1 / ($0 / count).squareRoot() : 0 }
  }

  /// Minimum 0 and maximum 1 for each feature of `features`, n rows of `featureCount`.
  init(spanning features: [Float], featureCount: Int) {
    var minima = [Float](repeating: .infinity, count: featureCount)
    var maxima = [Float](repeating: -.infinity, count: featureCount)
    Self.forEach(features, featureCount) { column, value in
      minima[column] = min(minima[column], value)
      maxima[column] = max(maxima[column], value)
    }
    offsets = minima.map(Double.init)
    factors = zip(minima, maxima).map { $1 > $0 ? 1 / (Double($1) - Double($0)) : 0 }
  }

  /// Scales all rows of `features`, which come from `file`.
  func apply(to features: inout [Float], file: String) throws(DataError) {
    let featureCount = offsets.count
    var areFinite = true
    for row in stride(from: 0, to: features.count, by: featureCount) {
      for column in 0..<featureCount {
        let scaled = Float((Double(features[row + column]) - offsets[column]) * factors[column])
        features[row + column] = scaled
        areFinite = areFinite && scaled.isFinite
      }
    }
    guard areFinite else { throw DataError(file, "scaling makes a feature infinite") }
  }

  private static func forEach(
    _ features: [Float], _ featureCount: Int, _ body: (_ column: Int, _ value: Float) -> Void
  ) {
    for row in stride(from: 0, to: features.count, by: featureCount) {
      for column in 0..<featureCount { body(column, features[row + column]) }
    }
  }
}
