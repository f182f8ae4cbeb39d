/// Whoever runs a loop over a long vector, on one thread or on several.
public protocol RangeExecutor {
  /// How many calls may run at once, at least 1.
  var concurrency: Int { get }

  /// Calls `body(index, range)` for disjoint ranges that cover 0 ..< count, each starting at a
  /// multiple of `granularity` and a multiple of it long (but the last), at most `concurrency` of
  /// them, possibly at once; returns when all have returned. `index` < concurrency is distinct for
  /// calls that run at once.
  func forEachRange(of count: Int, granularity: Int, _ body: (Int, Range<Int>) -> Void)
}

/// Runs the whole loop as one range on the caller's thread.
public struct SerialExecutor: RangeExecutor {
  /// One.
  public let concurrency = 1

  /// An executor without threads.
  public init() {}

  /// Calls `body(0, 0 ..< count)`.
  public func forEachRange(of count: Int, granularity: Int, _ body: (Int, Range<Int>) -> Void) {
    body(0, 0..<count)
  }
}
