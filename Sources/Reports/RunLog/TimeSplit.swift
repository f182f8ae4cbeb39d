/// Where the time of steps went, in seconds: a mean over the workers.
public struct TimeSplit: Equatable, Sendable {
  /// A part of a step.
  public enum Part: String, CaseIterable, Sendable {
    case pull, compute, push, wait, update

    /// The key of its time in a log.
    var key: String { "\(rawValue)_seconds" }

    /// Which of the page's colours it has.
    var color: Int {
      switch self {
      case .pull: 2
      case .compute: 1
      case .push: 3
      case .wait: 6
      case .update: 4
      }
    }
  }

  /// By `Part`, in the order of its cases.
  private var seconds: SIMD8<Double>

  /// No time.
  public init() { seconds = .zero }

  /// The time of each part.
  public init(_ time: (Part) -> Double) {
    self.init()
    for part in Part.allCases { self[part] = time(part) }
  }

  /// The time of a part.
  public subscript(part: Part) -> Double {
    get { seconds[Self.index(part)] }
    set { seconds[Self.index(part)] = newValue }
  }

  /// All parts together.
  public var total: Double { seconds.sum() }

  /// Part by part.
  public static func + (left: TimeSplit, right: TimeSplit) -> TimeSplit {
    var sum = left
    sum.seconds += right.seconds
    return sum
  }

  /// Part by part.
  public static func / (split: TimeSplit, divisor: Double) -> TimeSplit {
    var quotient = split
    quotient.seconds /= divisor
    return quotient
  }

  private static func index(_ part: Part) -> Int {
    switch part {
    case .pull: 0
    case .compute: 1
    case .push: 2
    case .wait: 3
    case .update: 4
    }
  }
}
