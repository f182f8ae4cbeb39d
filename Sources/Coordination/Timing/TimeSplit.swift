/// Where the time of a step went, from its first order to the new θ: for one worker, or the mean over
/// several. The five parts add up to the whole.
public struct TimeSplit: Equatable, Sendable {
  /// A part of a step.
  public enum Part: String, CaseIterable, Sendable {
    /// From the order to the beginning of the computation: θ on its way.
    case pull
    /// From the beginning of each computation to the sending of what came of it: gradients, and the
    /// sums of a worker's own subtrees.
    case compute
    /// From the sending of the last gradient to its arrival.
    case push
    /// The rest: until its turn, where θ goes to one worker after the other; between its last gradient's
    /// arrival and that of the last of all, and between orders.
    case wait
    /// Summing the gradients and applying the optimizer.
    case update
  }

  /// The time of `Part.pull`.
  public var pull = Interval.none
  /// The time of `Part.compute`.
  public var compute = Interval.none
  /// The time of `Part.push`.
  public var push = Interval.none
  /// The time of `Part.wait`.
  public var wait = Interval.none
  /// The time of `Part.update`.
  public var update = Interval.none

  /// No time.
  public init() {}

  /// A split into these parts.
  public init(
    pull: Interval, compute: Interval, push: Interval, wait: Interval, update: Interval
  ) {
    self.pull = pull
    self.compute = compute
    self.push = push
    self.wait = wait
    self.update = update
  }

  /// The time of a part.
  public subscript(part: Part) -> Interval {
    get {
      switch part {
      case .pull: pull
      case .compute: compute
      case .push: push
      case .wait: wait
      case .update: update
      }
    }
    set {
      switch part {
      case .pull: pull = newValue
      case .compute: compute = newValue
      case .push: push = newValue
      case .wait: wait = newValue
      case .update: update = newValue
      }
    }
  }

  /// All parts together.
  public var total: Interval { pull + compute + push + wait + update }

  /// Part by part.
  public static func + (left: TimeSplit, right: TimeSplit) -> TimeSplit {
    TimeSplit(
      pull: left.pull + right.pull, compute: left.compute + right.compute,
      push: left.push + right.push, wait: left.wait + right.wait,
      update: left.update + right.update)
  }

  /// Part by part: the mean where `count` splits have been added up.
  public static func / (split: TimeSplit, count: UInt64) -> TimeSplit {
    TimeSplit(
      pull: split.pull / count, compute: split.compute / count, push: split.push / count,
      wait: split.wait / count, update: split.update / count)
  }
}

/// Splits summed up, for their mean.
struct TimeSplitSum {
  private var sum = TimeSplit()
  private var count: UInt64 = 0

  mutating func add(_ split: TimeSplit) {
    sum = sum + split
    count += 1
  }

  /// Nil of nothing.
  var mean: TimeSplit? { count > 0 ? sum / count : nil }
}
