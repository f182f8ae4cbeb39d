// Workers that take much longer than they should: speculative execution of what they were given.
extension Coordinator {
  /// When the first worker will be late; nil while nobody waits for one.
  var nextLateness: Instant? {
    guard hasWaitingWorker else { return nil }
    var first: Instant?
    for session in sessions where session.isWorking {
      let due = lateness(of: session)
      if first.map({ due < $0 }) ?? true { first = due }
    }
    return first
  }

  /// Whether a worker has nothing to do although the work at hand is not done.
  private var hasWaitingWorker: Bool {
    switch phase {
    case .stepping, .evaluating:
      // Who is idle beside open units is not to be relied on with them: others are awaited. Or there are
      // too few workers for anything.
      if ledger.openCount > 0, activeCount < configuration.workersMin { return false }
      for session in sessions where session.isIdle { return true }
    case .streaming:
      for session in sessions where session.isIdle || session.task?.push != nil { return true }
    case .loadingData, .gathering, .updating, .finishing, .parting, .ended:
      break
    }
    return false
  }

  /// What a session is expected to take for what it was given; nil where no worker has been measured.
  private func expectedTime(of session: Session) -> Interval? {
    // By what it was given, since θ may have moved on meanwhile.
    let isEvaluation = session.assignment?.kind == .evaluation
    let own = isEvaluation ? session.evaluationPace : session.gradientPace
    var unitTime = own.measuredTime
    if unitTime == nil {
      // The slowest other's stands for one that has not been measured.
      for other in sessions {
        let pace = isEvaluation ? other.evaluationPace : other.gradientPace
        if let time = pace.measuredTime { unitTime = max(unitTime ?? time, time) }
      }
    }
    return unitTime.map { $0 * UInt64(session.orderedUnits) }
  }

  /// When a session that has work will have taken so much longer than it should that others do the
  /// work too, or where that is not allowed, so much that it is given up.
  private func lateness(of session: Session) -> Instant {
    let expected = expectedTime(of: session)
    if mayDouble(session) {
      var patience =
        expected.map { $0 * Limits.latenessFactor + Limits.latenessSlack }
        ?? probation.unmeasuredPatience
      // However long others took, perhaps since they were stopped for a while.
      if !session.hasReturned { patience = min(patience, Limits.unmeasuredOrderTime) }
      return session.orderedAt + patience
    }
    // Where the operator wants nothing given out twice, only what is as good as lost is.
    let slack =
      budget.share > 0
      ? Limits.abandonmentSlack : configuration.heartbeatTimeout * Limits.busySilenceFactor
    return session.orderedAt
      + (expected ?? Limits.unmeasuredOrderTime) * Limits.abandonmentFactor + slack
  }

  private func mayDouble(_ session: Session) -> Bool {
    budget.allows(session.outstanding, hasReturned: session.hasReturned)
  }

  /// What a session has is not awaited any more, since θ has moved on without it: until it has returned
  /// some it gets nothing more, but as long as it is not overdue it is relied on all the same.
  mutating func leaveBehind(_ position: Int) {
    let session = sessions[position]
    sessions[position].outstanding = 0
    sessions[position].isLate = true
    sessions[position].reliedOnUntil =
      session.hasReturned
      ? expectedTime(of: session).map {
        session.orderedAt + $0 * Limits.latenessFactor + Limits.latenessSlack
      } : nil
  }

  /// When the next of those that θ has moved on without is overdue.
  var nextOverdue: Instant? {
    var first: Instant?
    for session in sessions {
      guard let due = session.reliedOnUntil else { continue }
      if first.map({ due < $0 }) ?? true { first = due }
    }
    return first
  }

  /// Relies no longer on those that are overdue, so that others get what is open.
  mutating func dropOverdue(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let first = nextOverdue, now >= first else { return }
    for position in sessions.indices {
      guard let due = sessions[position].reliedOnUntil, now >= due else { continue }
      sessions[position].reliedOnUntil = nil
    }
    handOut(at: now, &effects)
  }

  /// Gives the work of late workers to those that wait. What a late one still does is used where it
  /// comes first; where each push moves θ, the step is then another's.
  mutating func speculate(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let first = nextLateness, now >= first else { return }
    var isUnmeasured = false
    var position = 0
    while position < sessions.count {
      let session = sessions[position]
      guard session.isWorking, now >= lateness(of: session) else {
        position += 1
        continue
      }
      let isDoubled = mayDouble(session)
      if expectedTime(of: session) == nil { isUnmeasured = true }
      // A straggler that returns what it is given later is no reason to keep newcomers waiting.
      if !session.hasReturned || !isDoubled {
        probation.lost(now - max(session.orderedAt, lastProgress), at: now)
      }
      if isDoubled {
        double(position, at: now, &effects)
        position += 1
      } else {
        // Others have its place in the order of the sessions.
        abandon(position, at: now, &effects)
      }
    }
    if isUnmeasured { probation.lostUnmeasured() }
    if case .streaming = phase {
      continueStream(at: now, &effects)
    } else {
      handOut(at: now, &effects)
    }
  }

  /// Lets others do too what a session was given; it gets nothing more before it has returned some.
  private mutating func double(
    _ position: Int, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    let session = sessions[position]
    let elapsed = now - session.orderedAt
    sessions[position].isLate = true
    if isEvaluating {
      sessions[position].evaluationPace.tookLonger(than: elapsed, units: session.orderedUnits)
    } else {
      sessions[position].gradientPace.tookLonger(than: elapsed, units: session.orderedUnits)
    }
    budget.speculate(session.outstanding, hasReturned: session.hasReturned)
    if !session.isFolded, folding.tells(.lateness, at: now) {
      effects.append(
        .report(
          .speculated(
            session: session.id, name: session.hello.name, units: session.outstanding,
            after: elapsed)))
    }
    if session.task != nil {
      takeTask(from: position, &effects)
    } else {
      _ = ledger.release(session.id)
      sessions[position].outstanding = 0
    }
  }

  /// Ends the session of a worker that has not returned what others wait for, as if it were lost. Where
  /// it is only slow, it says hello again.
  private mutating func abandon(
    _ position: Int, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    let elapsed = now - sessions[position].orderedAt
    _ = remove(
      position,
      reason: .stalled(elapsed), at: now, &effects)
  }

  // MARK: What comes back

  /// Notes what a push says of its worker, whether or not it is of use.
  ///
  /// - Returns: whether the worker was late and can be given work again.
  mutating func hasReturned(_ push: Push, _ position: Int, at now: Instant) -> Bool {
    guard tree.contains(push.node) else { return false }
    return hasReturned(
      .gradient, step: push.step, version: push.version, tree.leaves(of: push.node), position,
      at: now)
  }

  /// Notes what a unit of an evaluation says of its worker, likewise.
  mutating func hasReturned(_ result: EvaluationResult, _ position: Int, at now: Instant) -> Bool {
    let unit = Int(result.unit)
    return hasReturned(
      .evaluation, step: result.version, version: result.version, unit..<unit + 1, position,
      at: now)
  }

  private mutating func hasReturned(
    _ kind: WorkOrder.Kind, step: UInt64, version: UInt64, _ units: Range<Int>, _ position: Int,
    at now: Instant
  ) -> Bool {
    let session = sessions[position]
    guard session.phase == .active,
      session.assignment?.isAnswered(by: kind, step: step, version: version, units: units) == true
    else { return false }
    sessions[position].hasReturned = true
    guard session.isLate else { return false }
    sessions[position].isLate = false
    sessions[position].reliedOnUntil = nil
    // What was not awaited any more shows how fast it is all the same.
    let elapsed = now - session.orderedAt
    switch kind {
    case .gradient: sessions[position].gradientPace.measured(elapsed, units: units.count)
    case .evaluation: sessions[position].evaluationPace.measured(elapsed, units: units.count)
    }
    return true
  }
}
