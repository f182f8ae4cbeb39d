/// A law of how speed-up grows with the number of workers p, with one parameter: the serial share s.
public enum ScalingLaw: String, CaseIterable, Sendable {
  /// S(p) = 1 / (s + (1 − s) / p), for a problem of fixed size (Amdahl 1967).
  case amdahl
  /// S(p) = p − s (p − 1), for a problem that grows with p (Gustafson 1988).
  case gustafson

  /// The speed-up that the law gives.
  public func speedUp(workers: Double, serialShare s: Double) -> Double {
    switch self {
    case .amdahl: 1 / (s + (1 - s) / workers)
    case .gustafson: workers - s * (workers - 1)
    }
  }

  /// The serial share with the least sum of squared residuals, in the form in which the law is linear
  /// in s: for Amdahl the relative time 1/S = 1/p + s (1 − 1/p), for Gustafson p − S = s (p − 1).
  ///
  /// - Returns: nil where no point has more than one worker: at one worker both laws give 1, whatever
  ///   s is.
  public func serialShare(fitting points: [SpeedUpPoint]) -> Double? {
    var products = 0.0
    var squares = 0.0
    for point in points {
      let (x, y) = linearForm(point)
      products += x * y
      squares += x * x
    }
    return squares > 0 ? products / squares : nil
  }

  /// The factor of s, and what it is to give.
  func linearForm(_ point: SpeedUpPoint) -> (x: Double, y: Double) {
    let p = Double(point.workers)
    return switch self {
    case .amdahl: (1 - 1 / p, 1 / point.speedUp - 1 / p)
    case .gustafson: (p - 1, p - point.speedUp)
    }
  }
}

/// A measured speed-up.
public struct SpeedUpPoint: Equatable, Sendable {
  /// How many workers.
  public let workers: Int
  /// How many times as fast as the baseline.
  public let speedUp: Double

  /// A point; the speed-up is greater than 0.
  public init(workers: Int, speedUp: Double) {
    precondition(workers > 0 && speedUp > 0)
    self.workers = workers
    self.speedUp = speedUp
  }
}
