// The step: handing out micro-batches, taking pushes, moving θ.
extension Coordinator {
  mutating func startIfEnough(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let active = activeCount
    guard active >= configuration.workersExpected else {
      return wait(for: "workers: \(active) of \(configuration.workersExpected) are ready", &effects)
    }
    lastCheckpointAt = now
    effects.append(
      .report(
        .started(
          version: version, totalSteps: schedule.totalSteps,
          stepsPerEpoch: schedule.stepsPerEpoch, workers: active)))
    // A run that was cut off between an epoch's last update and its evaluation makes up for it.
    if schedule.isEndOfEpoch(version) || version >= schedule.totalSteps {
      evaluateOrConclude(at: now, &effects)
    } else {
      beginStep(at: now, &effects)
    }
  }

  mutating func beginStep(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    phase = .stepping(since: now)
    ledger.restart(count: tree.leafCount)
    for leaf in partLengths.indices { partLengths[leaf] = 0 }
    distribute(&effects)
  }

  /// Hands out all open units in contiguous runs: to the workers that have nothing to do, or where
  /// there are none, to all.
  mutating func distribute(_ effects: inout [CoordinatorEffect]) {
    guard ledger.openCount > 0 else { return }
    candidates.removeAll(keepingCapacity: true)
    for position in sessions.indices
    where sessions[position].phase == .active && sessions[position].outstanding == 0 {
      candidates.append(position)
    }
    if candidates.isEmpty {
      for position in sessions.indices where sessions[position].phase == .active {
        candidates.append(position)
      }
    }
    guard !candidates.isEmpty else {
      return wait(for: "a worker: none is ready", &effects)
    }
    let open = ledger.openCount
    let takers = min(open, candidates.count)
    var from = 0
    for taker in 0..<takers {
      var left = open * (taker + 1) / takers - open * taker / takers
      while left > 0, let run = ledger.openRun(from: from, limit: left) {
        order(run, from: candidates[taker], &effects)
        left -= run.count
        from = run.upperBound
      }
    }
  }

  private mutating func order(
    _ units: Range<Int>, from position: Int, _ effects: inout [CoordinatorEffect]
  ) {
    let session = sessions[position]
    let kind: WorkOrder.Kind
    if case .evaluating = phase { kind = .evaluation } else { kind = .gradient }
    ledger.assign(units, to: session.id)
    sessions[position].outstanding += units.count
    sessions[position].heldVersion = version
    effects.append(
      .send(
        .work(WorkOrder(kind: kind, step: version, version: version, units: units)),
        to: session.peer, envelope(of: session.id),
        withParameters: session.heldVersion != version))
  }

  mutating func pushed(
    _ push: Push, _ payload: PayloadHandle, by position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard tree.contains(push.node) else {
      effects.append(.discard(payload))
      return close(
        position, reason: "it pushed node \(push.node), which is not in the tree", at: now, &effects
      )
    }
    let leaves = tree.leaves(of: push.node)
    guard case .stepping(let since) = phase, push.step == version, push.version == version,
      leaves.contains(where: { ledger.units[$0] != .done })
    else {
      effects.append(.discard(payload))
      effects.append(
        .report(
          .duplicatePush(session: sessions[position].id, step: push.step, node: push.node)))
      return
    }
    guard push.lossSum.isFinite else {
      effects.append(.discard(payload))
      return finish(
        .failed(
          reason: "the loss became \(push.lossSum) in step \(push.step + 1) (epoch "
            + "\(schedule.epoch(atVersion: push.step + 1))): lower the learning rate or look at the "
            + "data"),
        at: now, &effects)
    }
    // Parts that lie within this one are the same sums, made by another worker.
    for leaf in leaves {
      if partLengths[leaf] > 0 {
        effects.append(.drop(firstLeaf: leaf))
        partLengths[leaf] = 0
      }
      complete(leaf)
    }
    partLengths[leaves.lowerBound] = leaves.count
    partLosses[leaves.lowerBound] = push.lossSum
    effects.append(.keep(payload, firstLeaf: leaves.lowerBound, count: leaves.count))
    if ledger.isComplete {
      phase = .updating(since: since, lossSum: summedLoss())
      effects.append(.update(step: version))
    }
  }

  /// Marks a unit as done and its worker as less busy.
  mutating func complete(_ unit: Int) {
    guard let owner = ledger.complete(unit),
      let position = sessions.firstIndex(where: { $0.id == owner })
    else { return }
    sessions[position].outstanding -= 1
  }

  private mutating func summedLoss() -> Double {
    lossStack.removeAll(keepingCapacity: true)
    var stack = lossStack
    lossStack = []
    tree.forEachOperation(lengths: partLengths) { operation in
      switch operation {
      case .load(let leaf):
        stack.append(partLosses[leaf])
      case .add:
        let right = stack.removeLast()
        stack[stack.count - 1] += right
      }
    }
    lossStack = stack
    return lossStack[0]
  }

  mutating func updated(
    _ summary: UpdateSummary, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard case .updating(let since, let lossSum) = phase else { return }
    let samples = schedule.samples(inStep: version)
    let epoch = schedule.epoch(atVersion: version + 1)
    guard summary.isFinite else {
      // θ and the optimizer's state are spoilt: what counts is the last checkpoint.
      return finish(
        .failed(
          reason: "the update of step \(version + 1) (epoch \(epoch)) gave a number that is not "
            + "finite: lower the learning rate or look at the data"),
        at: now, &effects)
    }
    version += 1
    if schedule.stepsPerEpoch == 1 || version % schedule.stepsPerEpoch == 1 {
      epochLoss = EpochLoss()
    }
    epochLoss.sum += lossSum
    epochLoss.samples += UInt64(samples)
    effects.append(
      .report(
        .stepCompleted(
          StepSummary(
            version: version, epoch: epoch, loss: lossSum / Double(samples), samples: samples,
            workers: activeCount, update: summary, duration: now - since))))
    if schedule.isEndOfEpoch(version) || version >= schedule.totalSteps {
      evaluateOrConclude(at: now, &effects)
    } else {
      if isCheckpointDue(at: now) { checkpointIfNew(at: now, &effects) }
      beginStep(at: now, &effects)
    }
  }

  func isCheckpointDue(at now: Instant) -> Bool {
    // The end asks for its own, and after a failure θ may be spoilt.
    if isEnding { return false }
    return switch configuration.checkpoints {
    case .epochs: false
    case .steps(let steps): version % steps == 0
    case .time(let interval): now - lastCheckpointAt >= interval
    }
  }

  func wait(for what: String, _ effects: inout [CoordinatorEffect]) {
    effects.append(.report(.waiting(for: what)))
  }
}
