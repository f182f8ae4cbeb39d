import Platform
import Tensors

/// Two or more parties, each on a thread of its own, which all run at once until each is done.
final class Participants: RangeTask {
  private let bodies: [() -> Void]

  private init(_ bodies: [() -> Void]) {
    self.bodies = bodies
  }

  /// Runs all of `bodies` at once, the first on this thread, and returns when all have returned.
  ///
  /// - Throws: `BenchmarkError` where the system has too few threads to spare.
  static func run(_ bodies: [() -> Void]) throws(BenchmarkError) {
    let pool = ThreadPool(concurrency: bodies.count)
    guard pool.concurrency == bodies.count else {
      throw BenchmarkError(
        "\(bodies.count) threads are needed, and the system has too few to spare")
    }
    pool.forEachRange(of: bodies.count, granularity: 1, Participants(bodies))
  }

  func run(_ index: Int, _ range: Range<Int>) {
    for party in range { bodies[party]() }
  }
}
