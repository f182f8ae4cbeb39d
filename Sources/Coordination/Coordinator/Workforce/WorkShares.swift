/// How many units each of several workers gets.
struct WorkShares {
  /// For each worker, in their order.
  private(set) var counts: [Int] = []
  private var unequal: [Int] = []

  /// Unequal shares must save so much of the time to be worth the smaller subtrees that they are
  /// pushed in.
  private static let worthwhile = 0.8

  init() {
    counts.reserveCapacity(Limits.sessionsMax)
    unequal.reserveCapacity(Limits.sessionsMax)
  }

  /// Shares `units` out: equally, unless the workers' paces differ so much that other shares would
  /// be done at least a fifth sooner.
  ///
  /// - Parameter paces: what each worker takes for a unit, 0 where it is not known. Known ones stand
  ///   for those that are not.
  mutating func divide(_ units: Int, among paces: [UInt64]) {
    let workers = paces.count
    counts.removeAll(keepingCapacity: true)
    for worker in 0..<workers {
      counts.append(units * (worker + 1) / workers - units * worker / workers)
    }
    var known: UInt64 = 0
    var sum: UInt64 = 0
    for pace in paces where pace > 0 {
      known += 1
      sum += pace
    }
    guard workers > 1, known > 0 else { return }
    let typical = sum / known
    func pace(_ worker: Int) -> UInt64 { paces[worker] > 0 ? paces[worker] : max(1, typical) }
    var equalTime: UInt64 = 0
    for worker in 0..<workers { equalTime = max(equalTime, UInt64(counts[worker]) * pace(worker)) }
    // What no shares can be faster than: all workers busy all the time.
    var rate = 0.0
    for worker in 0..<workers { rate += 1 / Double(pace(worker)) }
    guard Double(units) / rate < Double(equalTime) * Self.worthwhile else { return }
    // Each unit to whoever would have done it first: no other shares are done sooner.
    unequal.removeAll(keepingCapacity: true)
    for _ in 0..<workers { unequal.append(0) }
    var time: UInt64 = 0
    for _ in 0..<units {
      var first = 0
      var firstDone = UInt64.max
      for worker in 0..<workers {
        let done = UInt64(unequal[worker] + 1) * pace(worker)
        if done < firstDone {
          first = worker
          firstDone = done
        }
      }
      unequal[first] += 1
      time = max(time, firstDone)
    }
    if Double(time) <= Double(equalTime) * Self.worthwhile { swap(&counts, &unequal) }
  }
}
