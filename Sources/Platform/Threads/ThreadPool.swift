import Glibc
import Tensors

/// Threads that share the loops over long vectors with the thread that asks for them. Between loops
/// they sleep; they end with the pool.
public final class ThreadPool: RangeExecutor {
  /// How many threads work at once, the caller's included.
  public let concurrency: Int
  private let crew: Crew

  /// A pool of `concurrency` threads, the caller's included; fewer if the system has no more.
  public init(concurrency: Int) {
    precondition(concurrency >= 1)
    crew = Crew()
    var helpers = 0
    for index in 1..<max(concurrency, 1) where crew.hire(index: index) { helpers += 1 }
    self.concurrency = helpers + 1
  }

  deinit {
    crew.dismiss()
  }

  /// Divides the loop into as many parts as there are threads, and does one of them itself.
  public func forEachRange(of count: Int, granularity: Int, _ task: some RangeTask) {
    let grains = (count + granularity - 1) / granularity
    let part = (grains + concurrency - 1) / concurrency * granularity
    guard part < count else { return task.run(0, 0..<count) }
    crew.begin(task, count: count, part: part, helpers: concurrency - 1)
    task.run(0, 0..<part)
    crew.waitForAll()
  }
}

/// The helping threads and what they are told, under one mutex. It outlives the pool until the last
/// of its threads has gone.
private final class Crew: @unchecked Sendable {
  private var task: (any RangeTask)?
  private var count = 0
  private var part = 0
  /// Counts the loops, so that a thread that wakes knows whether there is a new one.
  private var loopNumber: UInt64 = 0
  private var unfinished = 0
  private var isDismissed = false
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasBegun = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let hasEnded = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(hasBegun, nil)
    pthread_cond_init(hasEnded, nil)
  }

  deinit {
    pthread_cond_destroy(hasEnded)
    pthread_cond_destroy(hasBegun)
    pthread_mutex_destroy(mutex)
    hasEnded.deallocate()
    hasBegun.deallocate()
    mutex.deallocate()
  }

  func hire(index: Int) -> Bool {
    startThread { [self] in help(index) }
  }

  func begin(_ task: any RangeTask, count: Int, part: Int, helpers: Int) {
    pthread_mutex_lock(mutex)
    self.task = task
    self.count = count
    self.part = part
    loopNumber += 1
    unfinished = helpers
    pthread_cond_broadcast(hasBegun)
    pthread_mutex_unlock(mutex)
  }

  func waitForAll() {
    pthread_mutex_lock(mutex)
    while unfinished > 0 { pthread_cond_wait(hasEnded, mutex) }
    task = nil
    pthread_mutex_unlock(mutex)
  }

  func dismiss() {
    pthread_mutex_lock(mutex)
    isDismissed = true
    pthread_cond_broadcast(hasBegun)
    pthread_mutex_unlock(mutex)
  }

  private func help(_ index: Int) {
    var lastLoop: UInt64 = 0
    pthread_mutex_lock(mutex)
    while !isDismissed {
      guard loopNumber != lastLoop, let task else {
        pthread_cond_wait(hasBegun, mutex)
        continue
      }
      lastLoop = loopNumber
      let lower = min(index * part, count)
      let upper = min(lower + part, count)
      pthread_mutex_unlock(mutex)
      if lower < upper { task.run(index, lower..<upper) }
      pthread_mutex_lock(mutex)
      unfinished -= 1
      if unfinished == 0 { pthread_cond_signal(hasEnded) }
    }
    pthread_mutex_unlock(mutex)
  }
}
