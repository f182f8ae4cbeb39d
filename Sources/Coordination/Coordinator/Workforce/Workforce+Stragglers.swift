// Stragglers, workers that take much longer than they should: speculative execution of what they were
// sent (Dean and Ghemawat 2004, section 3.6).
extension Workforce {
  /// What becomes of a straggler's work.
  enum Straggling: Equatable {
    /// Others are assigned so many units too, after the straggler has taken so long.
    case duplicated(units: Int, after: Interval)
    /// What it has may not be assigned twice: it is as good as lost after so long.
    case lost(after: Interval)
  }

  /// When the first worker becomes a straggler; nil while no worker waits for another.
  ///
  /// - Parameters:
  ///   - isStreaming: whether workers have steps to themselves.
  ///   - workersMin: with fewer workers no work is assigned.
  func nextStraggler(isStreaming: Bool, workersMin: Int) -> Instant? {
    guard hasWaitingWorker(isStreaming: isStreaming, workersMin: workersMin) else { return nil }
    var first: Instant?
    for worker in workers {
      guard let assignment = computingAssignment(of: worker) else { continue }
      let due = deadline(of: worker, assignment)
      if first.map({ due < $0 }) ?? true { first = due }
    }
    return first
  }

  /// Whether a worker has nothing to do although the work at hand is not done.
  private func hasWaitingWorker(isStreaming: Bool, workersMin: Int) -> Bool {
    // A worker that is idle beside open units is not to be relied on with them: others are awaited. Or
    // there are too few workers for anything.
    if !isStreaming, ledger.openCount > 0, count < workersMin { return false }
    for worker in workers
    where worker.isIdle || isStreaming && worker.occupation == .awaitingUpdate {
      return true
    }
    return false
  }

  /// What a worker was sent, where some of it is not done and is awaited from it.
  private func computingAssignment(of worker: Worker) -> Assignment? {
    worker.isComputing ? worker.assignment : nil
  }

  /// How long a worker is expected to take for what it was sent; nil where no worker has been measured.
  private func expectedTime(of worker: Worker, _ assignment: Assignment) -> Interval? {
    // By what it was sent, since θ may have moved on meanwhile.
    var unitTime = worker.pace(of: assignment.kind).measuredTime
    if unitTime == nil {
      // The slowest other's stands for one that has not been measured.
      for other in workers {
        if let time = other.pace(of: assignment.kind).measuredTime {
          unitTime = max(unitTime ?? time, time)
        }
      }
    }
    return unitTime.map { $0 * UInt64(assignment.orderedUnits) }
  }

  /// When a worker will have taken so much longer than it should that others do the work too, or where
  /// that is not allowed, so much that it is given up.
  private func deadline(of worker: Worker, _ assignment: Assignment) -> Instant {
    let expected = expectedTime(of: worker, assignment)
    if mayDuplicate(worker) {
      var patience =
        expected.map { $0 * Limits.latenessFactor + Limits.latenessSlack }
        ?? probation.unmeasuredPatience
      // However long others took, perhaps since they were stopped for a while.
      if !worker.hasReturned { patience = min(patience, Limits.unmeasuredOrderTime) }
      return assignment.orderedAt + patience
    }
    // Where the operator wants nothing assigned twice, only what is as good as lost is.
    let slack =
      budget.share > 0
      ? Limits.abandonmentSlack : heartbeatTimeout * Limits.busySilenceFactor
    return assignment.orderedAt
      + (expected ?? Limits.unmeasuredOrderTime) * Limits.abandonmentFactor + slack
  }

  private func mayDuplicate(_ worker: Worker) -> Bool {
    budget.allows(worker.unitsLeft, hasReturned: worker.hasReturned)
  }

  /// A search for stragglers among the workers, in their order.
  struct Search {
    /// Where it goes on.
    fileprivate var position = 0
    /// Whether a straggler was found although no worker has been measured.
    fileprivate var isUnmeasured = false
  }

  /// Finds the next straggler. Where its work may be assigned twice it is taken from the straggler, which
  /// gets nothing more before it has returned some; else the caller removes the straggler.
  ///
  /// - Returns: its session, and what becomes of its work; nil where there is none any more.
  mutating func nextStraggler(
    in search: inout Search, at now: Instant
  ) -> (session: SessionID, Straggling)? {
    while search.position < workers.count {
      let worker = workers[search.position]
      if let assignment = computingAssignment(of: worker), now >= deadline(of: worker, assignment) {
        let mayDuplicate = mayDuplicate(worker)
        if expectedTime(of: worker, assignment) == nil { search.isUnmeasured = true }
        // A straggler that returns what it is sent later is no reason to keep newcomers waiting.
        if !worker.hasReturned || !mayDuplicate {
          probation.lost(now - max(assignment.orderedAt, lastProgress), at: now)
        }
        let elapsed = now - assignment.orderedAt
        // Another worker will have its place.
        guard mayDuplicate else { return (worker.session, .lost(after: elapsed)) }
        duplicate(search.position, after: elapsed, assignment)
        search.position += 1
        return (worker.session, .duplicated(units: worker.unitsLeft, after: elapsed))
      }
      search.position += 1
    }
    if search.isUnmeasured { probation.lostUnmeasured() }
    return nil
  }

  private mutating func duplicate(
    _ position: Int, after elapsed: Interval, _ assignment: Assignment
  ) {
    let (worker, kind) = (workers[position], kind)
    budget.speculate(worker.unitsLeft, hasReturned: worker.hasReturned)
    release(worker.session)
    change(position) {
      $0.tookLonger(kind, than: elapsed, units: assignment.orderedUnits)
      $0.occupation = .straggling(reliedOnUntil: nil)
    }
  }

  // MARK: Stragglers that θ has moved on without

  /// What workers have left is not awaited any more, since θ has moved on without it.
  mutating func leaveStragglersBehind() {
    for position in workers.indices where workers[position].unitsLeft > 0 {
      leaveBehind(position)
    }
  }

  private mutating func leaveBehind(_ position: Int) {
    let worker = workers[position]
    guard let assignment = computingAssignment(of: worker) else {
      // It was not sent anything yet.
      return change(position) { $0.occupation = .idle }
    }
    let reliedOnUntil =
      worker.hasReturned
      ? expectedTime(of: worker, assignment).map {
        assignment.orderedAt + $0 * Limits.latenessFactor + Limits.latenessSlack
      } : nil
    change(position) { $0.occupation = .straggling(reliedOnUntil: reliedOnUntil) }
  }

  /// When the next of those that θ has moved on without is no longer relied on.
  var nextUnreliable: Instant? {
    var first: Instant?
    for worker in workers {
      guard let due = worker.reliedOnUntil else { continue }
      if first.map({ due < $0 }) ?? true { first = due }
    }
    return first
  }

  /// Relies no longer on those that are overdue.
  ///
  /// - Returns: whether there were any, so that others are to be assigned what is open.
  mutating func dropUnreliable(at now: Instant) -> Bool {
    guard let first = nextUnreliable, now >= first else { return false }
    for position in workers.indices {
      guard let due = workers[position].reliedOnUntil, now >= due else { continue }
      change(position) { $0.occupation = .straggling(reliedOnUntil: nil) }
    }
    return true
  }
}
