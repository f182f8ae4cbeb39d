// Assigning work, waiting for it, and what becomes of stragglers.
extension Coordinator {
  /// Assigns work to idle workers, if there is any and enough workers are there.
  mutating func assignWork(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    switch phase {
    case .stepping, .evaluating, .streaming: break
    // There is none to assign, and no worker waits for it.
    case .loadingData, .gathering, .updating, .finishing, .shuttingDown, .ended: return
    }
    guard workforce.count > 0 else { return wait(for: .anyWorker, at: now, &effects) }
    guard workforce.count >= configuration.workersMin else {
      return wait(
        for: .workersAtLeast(ready: workforce.count, needed: configuration.workersMin), at: now,
        &effects)
    }
    if case .streaming = phase {
      assignTasks(at: now)
    } else if !workforce.assignOpenUnits(at: now) {
      wait(for: .answer, at: now, &effects)
    }
    sendOrders(&effects)
  }

  /// Gives each idle worker a step to itself, as long as there are any that may be begun.
  private mutating func assignTasks(at now: Instant) {
    let version = version
    for position in workforce.chooseIdle(at: now) {
      let session = workforce.workers[position].session
      guard let step = withStream({ $0.assign(to: session, at: version) }) ?? nil else { return }
      workforce.assignTask(
        step, microBatches: tree.leafCount, at: version, to: position, at: now)
    }
  }

  /// Sends the orders that the workforce has ready.
  mutating func sendOrders(_ effects: inout [CoordinatorEffect]) {
    for order in workforce.orders {
      guard let position = roster.position(of: order.session) else { continue }
      if case .streaming = phase, configuration.compensation > 0 {
        effects.append(.retain(version: order.work.version))
      }
      effects.append(
        .send(
          .work(order.work), to: roster.sessions[position].peer,
          roster.envelope(of: order.session), withParameters: order.withParameters))
    }
    workforce.ordersSent()
  }

  // MARK: Stragglers

  /// When the first worker becomes a straggler; nil while no worker waits for another.
  var nextStraggler: Instant? {
    let isStreaming = phase == .streaming
    guard hasUnits || isStreaming else { return nil }
    return workforce.nextStraggler(
      isStreaming: isStreaming, workersMin: configuration.workersMin)
  }

  /// Assigns the work of stragglers to workers that wait. What a straggler still does is used where it
  /// comes first; where each push moves θ, the step is then another's.
  mutating func speculate(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let first = nextStraggler, now >= first else { return }
    var search = Workforce.Search()
    while let (session, straggling) = workforce.nextStraggler(in: &search, at: now) {
      guard let position = roster.position(of: session) else { continue }
      switch straggling {
      case .duplicated(let units, let elapsed):
        let name = roster.sessions[position].hello.name
        if !roster.sessions[position].isFolded, folding.tells(.lateness, at: now) {
          effects.append(
            .report(.speculated(session: session, name: name, units: units, after: elapsed)))
        }
        _ = reopenTask(of: session, &effects)
      case .lost(let elapsed):
        // As if its connection were lost; where it is only slow, it says hello again.
        _ = remove(position, reason: .stalled(elapsed), at: now, &effects)
      }
    }
    if case .streaming = phase {
      continueStream(at: now, &effects)
    } else {
      assignWork(at: now, &effects)
    }
  }

  // MARK: Waits

  mutating func wait(
    for what: Wait, after interval: Interval = .none, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard what != reportedWait else { return }
    reportedWait = what
    if folding.tells(.waits, at: now) {
      effects.append(.report(.waiting(for: what, after: interval)))
    }
  }

  /// Reports which workers a step or an evaluation waits for that has not moved for a noticeable time;
  /// once, until that changes.
  mutating func reportWait(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let elapsed = now - workforce.lastProgress
    guard elapsed >= configuration.noticeableWait, let present = presentWait else { return }
    wait(for: present, after: elapsed, at: now, &effects)
  }

  private var presentWait: Wait? {
    let what: Wait.Work
    switch phase {
    case .stepping: what = .step(version + 1)
    case .evaluating: what = .evaluation(ofStep: version)
    case .streaming: what = .steps(after: version)
    case .loadingData, .gathering, .updating, .finishing, .shuttingDown, .ended: return nil
    }
    var names: [String] = []
    var units = 0
    for worker in workforce.workers where worker.unitsLeft > 0 {
      guard let position = roster.position(of: worker.session) else { continue }
      names.append(roster.sessions[position].hello.name)
      units += worker.unitsLeft
    }
    guard !names.isEmpty else { return nil }
    let named = Array(names.prefix(Limits.namedWorkersMax))
    return .units(
      count: units, of: what, from: Wait.Names(named, more: names.count - named.count))
  }
}
