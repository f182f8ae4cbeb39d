/// Some measurements of one quantity, and what describes them.
public struct Sample: Equatable, Sendable {
  /// The measurements, smallest first.
  public let sorted: [Double]

  /// A sample of these values; nil where there are none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    sorted = values.sorted()
  }

  /// How many there are.
  public var count: Int { sorted.count }
  /// The smallest.
  public var minimum: Double { sorted[0] }
  /// The greatest.
  public var maximum: Double { sorted[sorted.count - 1] }
  /// The value that half of them stay below.
  public var median: Double { quantile(0.5) }

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
