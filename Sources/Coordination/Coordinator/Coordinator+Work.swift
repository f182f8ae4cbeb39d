// Handing out work.
extension Coordinator {
  /// Gives work to whoever is idle, if there is any and enough workers are there.
  mutating func handOut(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    switch phase {
    case .stepping, .evaluating, .streaming: break
    // There is none to give, and nobody waits for it.
    case .loadingData, .gathering, .updating, .finishing, .parting, .ended: return
    }
    let active = activeCount
    guard active > 0 else { return wait(for: .anyWorker, &effects) }
    guard active >= configuration.workersMin else {
      return wait(
        for: .workersAtLeast(ready: active, needed: configuration.workersMin), &effects)
    }
    if case .streaming = phase {
      handOutSteps(at: now, &effects)
    } else {
      handOutUnits(at: now, &effects)
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
      return wait(for: .answer, &effects)
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
        if mustWaitForTurn(position) {
          sessions[position].awaitsTurn = true
          sessions[position].outstanding += run.count
        } else {
          order(run, of: version, from: position, at: now, &effects)
        }
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
    sessions[position].timing.ordered(isIdle: session.outstanding == 0, at: now)
    sessions[position].outstanding += units.count
    sessions[position].orderedUnits += units.count
    sessions[position].heldVersion = version
    sessions[position].orders += 1
    let withParameters = session.heldVersion != version
    let isInTurn = withParameters && sendsInTurn
    if isInTurn { takeTurn(position, at: now) }
    effects.append(
      .send(
        .work(
          WorkOrder(
            number: session.orders + 1, kind: isEvaluating ? .evaluation : .gradient, step: step,
            version: version, units: units, asksForArrival: isInTurn)),
        to: session.peer, envelope(of: session.id), withParameters: withParameters))
  }

  var isEvaluating: Bool {
    if case .evaluating = phase { true } else { false }
  }
}
