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
    guard active > 0 else { return wait(for: .anyWorker, at: now, &effects) }
    guard active >= configuration.workersMin else {
      return wait(
        for: .workersAtLeast(ready: active, needed: configuration.workersMin), at: now,
        &effects)
    }
    if case .streaming = phase {
      handOutSteps(at: now, &effects)
    } else {
      handOutUnits(at: now, &effects)
    }
  }

  /// Hands out all open units in contiguous runs: to the workers that have nothing to do, or where
  /// there are none, to all that are not late. Where they lie scattered, after losses, a worker is told
  /// of so many runs at once as its queue takes in any case, and what is left is for whoever is done
  /// first.
  private mutating func handOutUnits(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard ledger.openCount > 0 else { return }
    chooseCandidates(at: now)
    if candidates.isEmpty {
      let takesAll = takesUnproven(at: now)
      for position in sessions.indices
      where sessions[position].phase == .active && !sessions[position].isLate
        && (takesAll || sessions[position].hasReturned)
      {
        candidates.append(position)
      }
    }
    guard !candidates.isEmpty else {
      // Who is relied on answers soon.
      if !isAnyoneReliable { wait(for: .answer, at: now, &effects) }
      return
    }
    let takers = min(ledger.openCount, candidates.count)
    defer { offerCopies(to: takers, at: now, &effects) }
    divide(ledger.openCount, among: takers)
    var from = 0
    for taker in 0..<takers {
      var left = shares.counts[taker]
      let position = candidates[taker]
      if left == 0 { sessions[position].gradientPace.age() }
      var runs = 0
      while left > 0, runs < Limits.ordersAtOnceMax,
        let run = ledger.openRun(from: from, limit: left)
      {
        ledger.assign(run, to: sessions[position].id)
        if mustWaitForTurn(position) {
          sessions[position].awaitsTurn = true
          sessions[position].outstanding += run.count
        } else {
          order(run, of: version, from: position, at: now, &effects)
        }
        left -= run.count
        runs += 1
        from = run.upperBound
      }
    }
  }

  /// Goes on with what was left when work was last handed out, now that a worker is done.
  mutating func handOutRest(
    to position: Int, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard ledger.openCount > 0, sessions[position].isIdle else { return }
    handOut(at: now, &effects)
  }

  /// The positions of the sessions that can be given work at once: first those that have returned some
  /// before; the others only where there are none of the former, or a trial is due.
  mutating func chooseCandidates(at now: Instant) {
    candidates.removeAll(keepingCapacity: true)
    for position in sessions.indices
    where sessions[position].isIdle && sessions[position].hasReturned {
      candidates.append(position)
    }
    guard takesUnproven(at: now) else { return }
    for position in sessions.indices
    where sessions[position].isIdle && !sessions[position].hasReturned {
      candidates.append(position)
    }
  }

  /// Whether workers that have not returned anything yet are given work that others wait for.
  private func takesUnproven(at now: Instant) -> Bool {
    !isAnyoneReliable || probation.allowsTrial(at: now)
  }

  /// Whether any worker has returned work and is not late with more, or only by what θ has moved on
  /// without.
  var isAnyoneReliable: Bool {
    for session in sessions where session.phase == .active {
      if session.hasReturned, !session.isLate || session.reliedOnUntil != nil { return true }
    }
    return false
  }

  /// As long as nobody has returned anything, gives those for whom nothing is left a copy of what the
  /// others have: any one worker that does its work then makes the step, however many do not. Nothing
  /// is awaited of them, and they get nothing more before they have returned it. They would be idle
  /// otherwise, so that this is not speculation.
  private mutating func offerCopies(
    to first: Int, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard budget.share > 0, !sendsInTurn, first < candidates.count, !isAnyoneReliable else {
      return
    }
    var unit = 0
    for position in candidates[first...] where sessions[position].isIdle {
      while unit < ledger.units.count, ledger.units[unit] == .done { unit += 1 }
      guard unit < ledger.units.count else { return }
      order(unit..<unit + 1, of: version, from: position, at: now, &effects)
      sessions[position].outstanding = 0
      sessions[position].isLate = true
      unit += 1
      if unit == ledger.units.count { unit = 0 }
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
    assign(units, of: step, to: position)
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

  /// Remembers what a session is given, for telling whether it returns it.
  private mutating func assign(_ units: Range<Int>, of step: UInt64, to position: Int) {
    let kind = isEvaluating ? WorkOrder.Kind.evaluation : .gradient
    if let given = sessions[position].assignment, given.kind == kind, given.step == step,
      given.version == version
    {
      sessions[position].assignment?.add(units)
    } else {
      sessions[position].assignment = Assignment(
        kind, step: step, version: version, units: units)
    }
  }

  var isEvaluating: Bool {
    if case .evaluating = phase { true } else { false }
  }
}
