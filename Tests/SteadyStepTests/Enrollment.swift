import Platform
import Tensors

/// Lets all threads of a pool count for a tally, or for none.
final class Enrollment: RangeTask {
  private let tally: AllocationTally?

  init(_ tally: AllocationTally?) {
    self.tally = tally
  }

  func apply(to pool: ThreadPool) {
    // One each, since there are as many parts as threads.
    pool.forEachRange(of: pool.concurrency, granularity: 1, self)
  }

  func run(_ index: Int, _ range: Range<Int>) {
    if let tally { tally.enroll() } else { AllocationTally.leave() }
  }
}
