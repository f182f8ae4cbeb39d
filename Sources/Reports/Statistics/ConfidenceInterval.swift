/// Where a quantity lies, so far as the measurements tell.
public struct ConfidenceInterval: Equatable, Sendable {
  /// Its lower end.
  public let lower: Double
  /// Its upper end.
  public let upper: Double

  /// An interval with these ends.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Whether it holds a value.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
