// The synchronous step: taking the gradients of its micro-batches, moving θ when they are there.
extension Coordinator {
  mutating func startIfEnough(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let active = activeCount
    let needed = max(configuration.workersExpected, configuration.workersMin)
    guard active >= needed else {
      return wait(for: .workers(ready: active, needed: needed), at: now, &effects)
    }
    lastCheckpointAt = now
    lastProgress = now
    lastWait = nil
    effects.append(
      .report(
        .started(
          version: version, totalSteps: schedule.totalSteps,
          stepsPerEpoch: schedule.stepsPerEpoch, workers: active)))
    // A run that was cut off between an epoch's last update and its evaluation makes up for it.
    if schedule.isEndOfEpoch(version) || version >= schedule.totalSteps {
      evaluateOrConclude(at: now, &effects)
    } else {
      beginSteps(at: now, &effects)
    }
  }

  /// Goes on with what follows the current version: its step, or in the modes in which each push
  /// moves θ the rest of its epoch.
  mutating func beginSteps(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    if isSynchronous { beginStep(at: now, &effects) } else { beginStream(at: now, &effects) }
  }

  private mutating func beginStep(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    phase = .stepping(since: now)
    restartLedger(count: tree.leafCount)
    for leaf in partLengths.indices { partLengths[leaf] = 0 }
    for position in sessions.indices { sessions[position].timing.begin() }
    handOut(at: now, &effects)
  }

  /// Begins with open units. Whoever still has some of the last ones is not awaited any more.
  mutating func restartLedger(count: Int) {
    for position in sessions.indices where sessions[position].outstanding > 0 {
      if sessions[position].awaitsTurn {
        sessions[position].outstanding = 0
        sessions[position].awaitsTurn = false
      } else {
        leaveBehind(position)
      }
    }
    ledger.restart(count: count)
  }

  mutating func pushed(
    _ push: Push, _ payload: ReceivedPayload, by position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard tree.contains(push.node) else {
      effects.append(.discard(payload.handle))
      return close(
        position, reason: .misconduct(.unknownNode(push.node)), at: now, &effects)
    }
    guard isWanted(push, of: position) else {
      effects.append(.discard(payload.handle))
      budget.waste(tree.leaves(of: push.node).count)
      if folding.tells(.duplicatePushes, at: now) {
        effects.append(
          .report(
            .duplicatePush(session: sessions[position].id, step: push.step, node: push.node)))
      }
      return
    }
    guard payload.isFinite, push.lossSum.isFinite else {
      effects.append(.discard(payload.handle))
      return refuse(push, of: position, at: now, &effects)
    }
    sessions[position].timing.arrived(push, at: now, sessions[position].clock)
    if isSynchronous {
      pushedPart(push, payload.handle, by: position, at: now, &effects)
    } else {
      pushedStep(push, payload.handle, by: position, at: now, &effects)
    }
  }

  private func isWanted(_ push: Push, of position: Int) -> Bool {
    switch phase {
    case .stepping:
      push.step == version && push.version == version
        && tree.leaves(of: push.node).contains { ledger.units[$0] != .done }
    case .streaming:
      sessions[position].task.map {
        $0.push == nil && $0.step == push.step && $0.readVersion == push.version
      } ?? false
    default: false
    }
  }

  private mutating func pushedPart(
    _ push: Push, _ payload: PayloadHandle, by position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    let leaves = tree.leaves(of: push.node)
    // Parts that lie within this one are the same sums, made by another worker.
    for leaf in leaves {
      if partLengths[leaf] > 0 {
        effects.append(.drop(firstLeaf: leaf))
        partLengths[leaf] = 0
      }
      complete(leaf, by: sessions[position].id, at: now)
    }
    partLengths[leaves.lowerBound] = leaves.count
    partLosses[leaves.lowerBound] = push.lossSum
    effects.append(.keep(payload, firstLeaf: leaves.lowerBound, count: leaves.count))
    moveIfEnough(at: now, &effects)
    handOutRest(to: position, at: now, &effects)
  }

  /// Moves θ when all micro-batches have come, or all but those that may be left out.
  private mutating func moveIfEnough(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard case .stepping(let since) = phase, ledger.doneCount >= tree.leafCount - droppable else {
      return
    }
    var samples = 0
    for leaf in 0..<tree.leafCount where ledger.units[leaf] == .done {
      samples += schedule.samples(inStep: version, slice: leaf, of: tree.leafCount)
    }
    // A short last step has micro-batches without a sample.
    guard samples > 0 else { return }
    let lossSum = summedLoss()
    guard lossSum.isFinite || !configuration.skipsNonFinite else {
      return skip(step: version, readVersion: version, at: now, &effects)
    }
    let all = schedule.samples(inStep: version)
    droppedMicroBatches += UInt64(tree.leafCount - ledger.doneCount)
    var applied: AppliedUpdate?
    if droppable > 0 {
      applied = AppliedUpdate(
        version: version + 1, readVersion: version, step: version, session: .none,
        microBatches: ledger.doneRanges)
    }
    phase = .updating(
      UpdateUnderWay(
        since: since, askedAt: now, step: version, readVersion: version, lossSum: lossSum,
        samples: samples, applied: applied))
    effects.append(
      .update(
        UpdateOrder(
          version: version, readVersion: version,
          gradientScale: samples == all ? 1 : Float(all) / Float(samples),
          rateReductions: validationHistory.reductions,
          mustBeFinite: configuration.skipsNonFinite)))
  }

  /// Marks a unit as done, and whoever it was given to as less busy.
  mutating func complete(_ unit: Int, by worker: SessionID, at now: Instant) {
    if ledger.units[unit] == .done { return budget.waste(1) }
    lastProgress = now
    budget.finish(1)
    guard let owner = ledger.complete(unit),
      let position = sessions.firstIndex(where: { $0.id == owner })
    else { return }
    sessions[position].outstanding -= 1
    // What another has done in its place says nothing about it.
    if sessions[position].outstanding == 0, owner == worker { measure(position, at: now) }
  }

  /// A worker has done all that it was given: its pace shows.
  mutating func measure(_ position: Int, at now: Instant) {
    let elapsed = now - sessions[position].orderedAt
    let units = sessions[position].orderedUnits
    if case .evaluating = phase {
      sessions[position].evaluationPace.measured(elapsed, units: units)
    } else {
      sessions[position].gradientPace.measured(elapsed, units: units)
    }
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
    guard case .updating(let update) = phase else { return }
    let epoch = schedule.epoch(atVersion: version + 1)
    if !summary.isFinite, configuration.skipsNonFinite {
      return skip(
        step: update.step, readVersion: update.readVersion,
        session: update.applied?.session ?? .none, at: now, &effects)
    }
    guard summary.isFinite else {
      // θ and the optimizer's state are spoilt: what counts is the last checkpoint.
      return finish(
        .failed(.update(step: version + 1, epoch: epoch)), at: now, &effects)
    }
    let staleness = version - update.readVersion
    let split = timeSplit(of: update, at: now)
    advanceVersion(applying: update.step, at: now)
    if let applied = update.applied { effects.append(.record(applied)) }
    if !isSynchronous {
      self.staleness.add(staleness)
      releaseRead(update.readVersion, &effects)
    }
    effects.append(
      .report(
        .stepCompleted(
          StepSummary(
            version: version, epoch: epoch, step: update.step, staleness: staleness,
            loss: update.lossSum / Double(update.samples), samples: update.samples,
            workers: activeCount, update: summary, duration: now - update.since, split: split))))
    goOn(at: now, &effects)
  }

  /// θ has moved with this step's gradient, or has been left as it is by it.
  mutating func advanceVersion(applying step: UInt64, at now: Instant) {
    version += 1
    lastMove = now
    if !isSynchronous { stream.apply(step) }
    lastWait = nil
  }

  /// What follows a new version.
  mutating func goOn(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    if checkpointWanted { checkpointIfNew(at: now, &effects) }
    if schedule.isEndOfEpoch(version) || version >= schedule.totalSteps {
      return evaluateOrConclude(at: now, &effects)
    }
    if isCheckpointDue(at: now) { checkpointIfNew(at: now, &effects) }
    if isSynchronous { beginStep(at: now, &effects) } else { continueStream(at: now, &effects) }
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
}
