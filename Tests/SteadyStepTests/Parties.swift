import Platform
import Tensors

/// Bodies that run at once, each on a thread of its own, until all are done.
final class Parties: RangeTask {
  private let bodies: [() -> Void]

  init(_ bodies: [() -> Void]) {
    self.bodies = bodies
  }

  /// Runs them.
  ///
  /// - Returns: false, and runs none, where the system has too few threads to spare.
  func run() -> Bool {
    let pool = ThreadPool(concurrency: bodies.count)
    guard pool.concurrency == bodies.count else { return false }
    pool.forEachRange(of: bodies.count, granularity: 1, self)
    return true
  }

  func run(_ index: Int, _ range: Range<Int>) {
    for party in range { bodies[party]() }
  }
}
