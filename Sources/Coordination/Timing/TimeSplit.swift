/// Where the time of a step went, from its first order to the new θ: for one worker, or the mean over
/// several. The five parts add up to the whole.
public struct TimeSplit: Equatable, Sendable {
  /// From the order to the beginning of the computation: θ on its way.
  public var pull: Interval
  /// From the beginning of each computation to the sending of what came of it: gradients, and the
  /// sums of a worker's own subtrees.
  public var compute: Interval
  /// From the sending of the last gradient to its arrival.
  public var push: Interval
  /// The rest: until its turn, where θ goes to one worker after the other; between its last gradient's
  /// arrival and that of the last of all, and between orders.
  public var wait: Interval
  /// Summing the gradients and applying the optimizer.
  public var update: Interval

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
}

/// Splits summed up, for their mean.
struct TimeSplitSum {
  private var sum = TimeSplit(
    pull: .none, compute: .none, push: .none, wait: .none, update: .none)
  private var count: UInt64 = 0

  mutating func add(_ split: TimeSplit) {
    sum.pull = sum.pull + split.pull
    sum.compute = sum.compute + split.compute
    sum.push = sum.push + split.push
    sum.wait = sum.wait + split.wait
    sum.update = sum.update + split.update
    count += 1
  }

  /// Nil of nothing.
  var mean: TimeSplit? {
    guard count > 0 else { return nil }
    return TimeSplit(
      pull: sum.pull / count, compute: sum.compute / count, push: sum.push / count,
      wait: sum.wait / count, update: sum.update / count)
  }
}
