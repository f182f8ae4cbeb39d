/// How long something took, each time that it was measured.
public struct TimingSample: Equatable, Sendable {
  /// Seconds, shortest first.
  private let sorted: [Double]

  /// A sample of these times in seconds, at least one.
  public init(_ seconds: [Double]) {
    precondition(!seconds.isEmpty, "nothing was measured")
    sorted = seconds.sorted()
  }

  /// How many times it was measured.
  public var count: Int { sorted.count }
  /// The shortest time, in seconds.
  public var minimum: Double { sorted[0] }
  /// The time that half of the measurements stayed below, in seconds.
  public var median: Double { quantile(0.5) }
  /// The time that a quarter of them stayed below.
  public var lowerQuartile: Double { quantile(0.25) }
  /// The time that a quarter of them exceeded.
  public var upperQuartile: Double { quantile(0.75) }

  /// Linear between the order statistics (Hyndman and Fan 1996, definition 7; R's and NumPy's
  /// default).
  ///
  /// - Parameter share: from 0 to 1.
  public func quantile(_ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
