import Dispatch
import Tensors

/// Divides a loop among threads, unevenly, so that a result that depended on the division would
/// show it.
struct ThreadedExecutor: RangeExecutor {
  let concurrency: Int

  func forEachRange(of count: Int, granularity: Int, _ task: some RangeTask) {
    let units = (count + granularity - 1) / granularity
    // Part i begins at (i/n)² of the whole.
    let bounds = (0...concurrency).map { part in
      min(count, units * part * part / (concurrency * concurrency) * granularity)
    }
    // Dispatch's closure is `Sendable`; it returns before this call does.
    nonisolated(unsafe) let task: any RangeTask = task
    DispatchQueue.concurrentPerform(iterations: concurrency) { part in
      let range = bounds[part]..<bounds[part + 1]
      if !range.isEmpty { task.run(part, range) }
    }
  }
}
