// Workers that take much longer than they should: speculative execution of what they were given.
extension Coordinator {
  /// When the first worker will be late; nil while nobody waits for one.
  var nextLateness: Instant? {
    guard hasWaitingWorker else { return nil }
    var first: Instant?
    for session in sessions where session.isWorking && budget.allows(session.outstanding) {
      let due = lateness(of: session)
      if first.map({ due < $0 }) ?? true { first = due }
    }
    return first
  }

  /// Whether a worker has nothing to do although the work at hand is not done.
  private var hasWaitingWorker: Bool {
    switch phase {
    case .stepping, .evaluating:
      if ledger.openCount > 0 { return false }
      for session in sessions where session.isIdle { return true }
    case .streaming:
      for session in sessions where session.isIdle || session.task?.push != nil { return true }
    case .loadingData, .gathering, .updating, .finishing, .parting, .ended:
      break
    }
    return false
  }

  /// When a session that has work will have taken much longer than it should.
  private func lateness(of session: Session) -> Instant {
    let own = isEvaluating ? session.evaluationPace : session.gradientPace
    var unitTime = own.unitTime
    if unitTime == nil {
      // The slowest other's stands for one that has not been measured.
      for other in sessions {
        let pace = isEvaluating ? other.evaluationPace : other.gradientPace
        if let time = pace.unitTime { unitTime = max(unitTime ?? time, time) }
      }
    }
    let expected =
      unitTime.map { $0 * UInt64(session.orderedUnits) } ?? Limits.unmeasuredOrderTime
    return session.orderedAt + expected * Limits.latenessFactor + Limits.latenessSlack
  }

  /// Gives the work of late workers to those that wait. What a late one still does is used where it
  /// comes first; where each push moves θ, the step is then another's.
  mutating func speculate(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let first = nextLateness, now >= first else { return }
    for position in sessions.indices where sessions[position].isWorking {
      let session = sessions[position]
      guard budget.allows(session.outstanding), now >= lateness(of: session) else { continue }
      let elapsed = now - session.orderedAt
      sessions[position].isLate = true
      if isEvaluating {
        sessions[position].evaluationPace.tookLonger(than: elapsed, units: session.orderedUnits)
      } else {
        sessions[position].gradientPace.tookLonger(than: elapsed, units: session.orderedUnits)
      }
      budget.speculate(session.outstanding)
      effects.append(
        .report(
          .speculated(
            session: session.id, name: session.hello.name, units: session.outstanding,
            after: elapsed)))
      if session.task != nil {
        takeTask(from: position, &effects)
      } else {
        _ = ledger.release(session.id)
        sessions[position].outstanding = 0
      }
    }
    if case .streaming = phase {
      continueStream(at: now, &effects)
    } else {
      handOut(at: now, &effects)
    }
  }
}
