/// Whether two sets of runs show that what they measure differs.
enum MeasuredDifference: Equatable {
  /// The 95 % intervals of the medians do not overlap.
  case shown
  /// They do.
  case notShown
  /// One of them has too few runs for an interval.
  case unknown

  /// The difference of the medians of two sets of measurements.
  init(_ first: [Double], _ second: [Double]) {
    let bootstrap = Bootstrap()
    guard let a = bootstrap.interval(ofMedian: first), let b = bootstrap.interval(ofMedian: second)
    else {
      self = .unknown
      return
    }
    self = a.upper < b.lower || b.upper < a.lower ? .shown : .notShown
  }
}
