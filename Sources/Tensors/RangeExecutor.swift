/// A loop over a long vector that can be shared by several threads. An object rather than a closure,
/// since handing a closure to another thread allocates.
public protocol RangeTask: AnyObject {
  /// Does the part `range` of the loop. `index` is distinct for parts that run at once.
  func run(_ index: Int, _ range: Range<Int>)
}

/// Whoever runs a loop over a long vector, on one thread or on several.
public protocol RangeExecutor {
  /// How many parts may run at once, at least 1.
  var concurrency: Int { get }

  /// Calls `task.run(index, range)` for disjoint ranges that cover 0 ..< count, each starting
  /// at a multiple of `granularity`, at most `concurrency` of them, possibly at once; returns
  /// when all have returned. `index` is below `concurrency`.
  func forEachRange(of count: Int, granularity: Int, _ task: some RangeTask)
}

/// Runs the whole loop as one range on the caller's thread.
public struct SerialExecutor: RangeExecutor {
  /// One.
  public let concurrency = 1

  /// An executor without threads.
  public init() {}

  /// Calls `task.run(0, 0 ..< count)`.
  public func forEachRange(of count: Int, granularity: Int, _ task: some RangeTask) {
    task.run(0, 0..<count)
  }
}
