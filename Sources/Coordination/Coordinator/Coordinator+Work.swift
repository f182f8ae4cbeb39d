// Handing out work, and taking it from workers that are late.
extension Coordinator {
  /// Gives work to whoever is idle, if there is any and enough workers are there.
  mutating func handOut(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let active = activeCount
    guard active > 0 else { return wait(for: "a worker: none is ready", &effects) }
    guard active >= configuration.workersMin else {
      return wait(
        for: "workers: \(active) of at least \(configuration.workersMin) are ready", &effects)
    }
    switch phase {
    case .stepping, .evaluating: handOutUnits(at: now, &effects)
    case .streaming: handOutSteps(at: now, &effects)
    case .loadingData, .gathering, .updating, .finishing, .parting, .ended: break
    }
  }

  /// Hands out all open units in contiguous runs: to the workers that have nothing to do, or where
  /// there are none, to all that are not late.
  private mutating func handOutUnits(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard ledger.openCount > 0 else { return }
    candidates.removeAll(keepingCapacity: true)
    for position in sessions.indices where sessions[position].isIdle { candidates.append(position) }
    if candidates.isEmpty {
      for position in sessions.indices
      where sessions[position].phase == .active && !sessions[position].isLate {
        candidates.append(position)
      }
    }
    guard !candidates.isEmpty else {
      return wait(for: "a worker: all have stopped answering", &effects)
    }
    let takers = min(ledger.openCount, candidates.count)
    divide(ledger.openCount, among: takers)
    var from = 0
    for taker in 0..<takers {
      var left = shares.counts[taker]
      let position = candidates[taker]
      if left == 0 { sessions[position].gradientPace.age() }
      while left > 0, let run = ledger.openRun(from: from, limit: left) {
        ledger.assign(run, to: sessions[position].id)
        order(run, of: version, from: position, at: now, &effects)
        left -= run.count
        from = run.upperBound
      }
    }
  }

  /// Chooses how many units each of the first `takers` candidates gets.
  private mutating func divide(_ units: Int, among takers: Int) {
    paces.removeAll(keepingCapacity: true)
    for taker in 0..<takers {
      let session = sessions[candidates[taker]]
      let pace = isEvaluating ? session.evaluationPace : session.gradientPace
      paces.append(configuration.sharesFollowPace ? pace.unitTime?.nanoseconds ?? 0 : 0)
    }
    shares.divide(units, among: paces)
  }

  mutating func order(
    _ units: Range<Int>, of step: UInt64, from position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    let session = sessions[position]
    if session.outstanding == 0 {
      sessions[position].orderedAt = now
      sessions[position].orderedUnits = 0
    }
    sessions[position].outstanding += units.count
    sessions[position].orderedUnits += units.count
    sessions[position].heldVersion = version
    sessions[position].orders += 1
    effects.append(
      .send(
        .work(
          WorkOrder(
            number: session.orders + 1, kind: isEvaluating ? .evaluation : .gradient, step: step,
            version: version,
            units: units)),
        to: session.peer, envelope(of: session.id),
        withParameters: session.heldVersion != version))
  }

  var isEvaluating: Bool {
    if case .evaluating = phase { true } else { false }
  }

  // MARK: Workers that are late

  /// When the first worker will be late; nil while nobody waits for one.
  var nextLateness: Instant? {
    guard hasWaitingWorker else { return nil }
    var first: Instant?
    for session in sessions where session.outstanding > 0 && budget.allows(session.outstanding) {
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

  /// Gives the work of late workers to those that wait. What it still does is used if it comes
  /// first.
  mutating func speculate(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let first = nextLateness, now >= first else { return }
    for position in sessions.indices where sessions[position].outstanding > 0 {
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

  // MARK: Waits

  mutating func wait(for what: String, _ effects: inout [CoordinatorEffect]) {
    guard what != lastWait else { return }
    lastWait = what
    effects.append(.report(.waiting(for: what)))
  }

  /// Says whom a step or an evaluation waits for that has not moved for a noticeable time; once,
  /// until that changes.
  mutating func reportWait(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard now - lastProgress >= configuration.noticeableWait, let present = presentWait else {
      return
    }
    wait(for: present, &effects)
  }

  private var presentWait: String? {
    let what: String
    switch phase {
    case .stepping: what = "step \(version + 1)"
    case .evaluating: what = "the evaluation of step \(version)"
    case .streaming: what = "steps after \(version)"
    case .loadingData, .gathering, .updating, .finishing, .parting, .ended: return nil
    }
    var names: [String] = []
    var units = 0
    for session in sessions where session.outstanding > 0 {
      names.append(session.hello.name)
      units += session.outstanding
    }
    guard !names.isEmpty else { return nil }
    let more = names.count - Limits.namedWorkersMax
    let list =
      names.prefix(Limits.namedWorkersMax).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
    return "\(list), with \(units) units of \(what)"
  }
}
