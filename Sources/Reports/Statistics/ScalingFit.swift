/// A scaling law fitted to measured speed-ups.
public struct ScalingFit: Equatable, Sendable {
  /// How many points with more than one worker a fit needs: with fewer the one parameter would follow
  /// them whatever they were.
  public static let pointsMin = 2

  /// The law.
  public let law: ScalingLaw
  /// s.
  public let serialShare: Double
  /// Its standard error by least squares: the residuals' deviation, with one parameter taken off,
  /// over the root of the sum of squared factors.
  public let standardError: Double
  /// The points it was fitted to.
  public let points: [SpeedUpPoint]

  /// The fit of a law by least squares; nil with fewer than `pointsMin` points of more than one
  /// worker.
  public init?(_ law: ScalingLaw, _ points: [SpeedUpPoint]) {
    let several = points.filter { $0.workers > 1 }
    guard several.count >= Self.pointsMin, let share = law.serialShare(fitting: several) else {
      return nil
    }
    self.law = law
    self.points = points
    serialShare = share
    var residuals = 0.0
    var squares = 0.0
    for point in several {
      let (x, y) = law.linearForm(point)
      residuals += (y - share * x) * (y - share * x)
      squares += x * x
    }
    standardError = (residuals / Double(several.count - 1) / squares).squareRoot()
  }

  /// What the law gives.
  public func speedUp(workers: Int) -> Double {
    law.speedUp(workers: Double(workers), serialShare: serialShare)
  }

  /// Measured less fitted speed-up.
  public func residual(_ point: SpeedUpPoint) -> Double {
    point.speedUp - speedUp(workers: point.workers)
  }

  /// The root of the mean squared residual, over all points.
  public var rootMeanSquare: Double {
    var sum = 0.0
    for point in points { sum += residual(point) * residual(point) }
    return (sum / Double(points.count)).squareRoot()
  }
}
