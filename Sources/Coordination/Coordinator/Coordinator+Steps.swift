// Steps: from the data to the first, from a push to an update, from one version of θ to the next.
extension Coordinator {
  mutating func dataReady(
    _ facts: DataFacts, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard phase == .loadingData else { return }
    self.facts = facts
    let schedule = StepSchedule(
      samples: facts.trainingSamples, batch: configuration.batch, length: configuration.length)
    let stream = StepStream(version: version, appliedAhead: configuration.appliedAhead)
    switch configuration.mode {
    case .sync(let drop): engine = .synchronous(SynchronousEngine(schedule, tree, drop: drop))
    case .async: engine = .stream(StreamEngine(schedule, stream, .none))
    case .bounded(let staleness):
      engine = .stream(StreamEngine(schedule, stream, StalenessBound(most: staleness)))
    }
    if schedule.totalSteps == 0 { return finish(.completed(.noSteps), at: now, &effects) }
    // A run that has ended by it is resumed with more patience: this needs no worker.
    if validationHistory.lastVersion == version,
      let completion = stoppingRule.lostPatience(validationHistory)
    {
      return finish(.completed(completion), at: now, &effects)
    }
    phase = .gathering
    admitAnnounced(facts, at: now, &effects)
    workersChanged(at: now, &effects)
  }

  mutating func startIfEnough(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let schedule = engine?.schedule else { return }
    let needed = max(configuration.workersExpected, configuration.workersMin)
    guard workforce.count >= needed else {
      return wait(for: .workers(ready: workforce.count, needed: needed), at: now, &effects)
    }
    checkpoints.trainingBegan(at: now)
    workforce.trainingBegan(at: now)
    reportedWait = nil
    effects.append(
      .report(
        .started(
          version: version, totalSteps: schedule.totalSteps,
          stepsPerEpoch: schedule.stepsPerEpoch, workers: workforce.count)))
    // A run that was cut off between an epoch's last update and its evaluation makes up for it.
    if schedule.isEndOfEpoch(version) || version >= schedule.totalSteps {
      return evaluateOrConclude(at: now, &effects)
    }
    beginSteps(at: now, &effects)
  }

  /// Begins what follows the current version: its step, or in the modes in which each push moves θ the
  /// rest of its epoch.
  mutating func beginSteps(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let version = version
    if withStream({ $0.beginEpoch(at: version, now) }) != nil {
      workforce.beginTasks()
      continueStream(at: now, &effects)
    } else {
      beginStep(at: now, &effects)
    }
  }

  private mutating func beginStep(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    phase = .stepping(since: now)
    withSynchronous { $0.begin() }
    workforce.begin(.gradient, at: version, units: tree.leafCount)
    workforce.beginTiming()
    assignWork(at: now, &effects)
  }

  /// Applies what can be applied; when there is nothing left of that, assigns steps.
  mutating func continueStream(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    phase = .streaming
    if applyNext(at: now, &effects) { return }
    assignWork(at: now, &effects)
  }

  // MARK: A push

  /// - Parameters:
  ///   - worker: where the worker stands in the workforce.
  ///   - position: where its session stands in the roster.
  mutating func pushed(
    _ push: Push, _ payload: ReceivedPayload, by worker: Int, in position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard tree.contains(push.node) else {
      effects.append(.discard(payload.handle))
      return close(position, reason: .misconduct(.unknownNode(push.node)), at: now, &effects)
    }
    let isBack = workforce.hasReturned(
      .gradient, step: push.step, version: push.version, tree.leaves(of: push.node), by: worker,
      at: now)
    take(push, payload, by: worker, in: position, at: now, &effects)
    if isBack { assignWork(at: now, &effects) }
  }

  private mutating func take(
    _ push: Push, _ payload: ReceivedPayload, by worker: Int, in position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    let session = roster.sessions[position]
    guard isWanted(push, from: session.id) else {
      effects.append(.discard(payload.handle))
      workforce.waste(tree.leaves(of: push.node).count)
      if folding.tells(.duplicatePushes, at: now) {
        effects.append(
          .report(.duplicatePush(session: session.id, step: push.step, node: push.node)))
      }
      return
    }
    guard payload.isFinite, push.lossSum.isFinite else {
      effects.append(.discard(payload.handle))
      return reject(push, by: worker, of: session, at: now, &effects)
    }
    workforce.arrived(push, from: worker, session.clock, at: now)
    if case .streaming = phase {
      guard push.node == tree.root else {
        effects.append(.discard(payload.handle))
        return close(position, reason: .misconduct(.partialStep(push.node)), at: now, &effects)
      }
      takeStep(push, payload.handle, by: worker, at: now, &effects)
    } else {
      takePart(push, payload.handle, by: worker, at: now, &effects)
    }
  }

  private func isWanted(_ push: Push, from session: SessionID) -> Bool {
    switch (phase, engine) {
    case (.stepping, .synchronous(let engine)?):
      engine.wants(push, ofStep: version, workforce.ledger)
    case (.streaming, .stream(let engine)?):
      engine.wants(push, from: session)
    default: false
    }
  }

  /// Takes a part of the step at hand, and moves θ when the step is done.
  private mutating func takePart(
    _ push: Push, _ payload: PayloadHandle, by worker: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    let leaves = tree.leaves(of: push.node)
    let session = workforce.workers[worker].session
    withSynchronous { engine in
      for leaf in leaves where engine.release(leaf) { effects.append(.drop(firstLeaf: leaf)) }
      engine.keep(leaves, lossSum: push.lossSum)
    }
    for leaf in leaves { workforce.complete(leaf, by: session, at: now) }
    effects.append(.keep(payload, firstLeaf: leaves.lowerBound, count: leaves.count))
    moveIfDone(at: now, &effects)
    // What was left when work was last assigned is for the first worker that is done.
    if workforce.ledger.openCount > 0, workforce.workers[worker].isIdle {
      assignWork(at: now, &effects)
    }
  }

  private mutating func moveIfDone(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let (version, ledger) = (version, workforce.ledger)
    guard case .stepping(let since) = phase,
      let move = withSynchronous({ $0.move(from: version, ledger) }) ?? nil
    else { return }
    guard move.lossSum.isFinite || !configuration.skipsNonFinite else {
      return skip(step: version, readVersion: version, at: now, &effects)
    }
    let missing = tree.leafCount - ledger.doneCount
    withSynchronous { $0.leaveOut(missing) }
    var applied: AppliedUpdate?
    if writesApplyLog {
      applied = AppliedUpdate(
        version: version + 1, readVersion: version, step: version, session: .none,
        microBatches: ledger.doneRanges)
    }
    phase = .updating(
      UpdateUnderWay(
        since: since, askedAt: now, step: version, readVersion: version, lossSum: move.lossSum,
        samples: move.samples, applied: applied))
    effects.append(
      .update(
        UpdateOrder(
          version: version, readVersion: version, gradientScale: move.gradientScale,
          rateReductions: validationHistory.reductions,
          mustBeFinite: configuration.skipsNonFinite)))
  }

  /// Takes a worker's whole step, and moves θ if it may.
  private mutating func takeStep(
    _ push: Push, _ payload: PayloadHandle, by worker: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    let (session, timing) = (workforce.workers[worker].session, workforce.workers[worker].timing)
    workforce.completeTask(by: worker, microBatches: tree.leafCount, at: now)
    withStream { $0.take(.init(payload: payload, lossSum: push.lossSum), from: session, timing) }
    continueStream(at: now, &effects)
  }

  /// Applies the push that has come and read the oldest version, unless it has to wait.
  ///
  /// - Returns: whether it was applied, so that what follows comes after the update.
  private mutating func applyNext(
    at now: Instant, _ effects: inout [CoordinatorEffect]
  ) -> Bool {
    let version = version
    guard let task = withStream({ $0.takeNext(at: version) }) ?? nil, let push = task.push,
      let (lastMove, schedule) = withStream({ ($0.lastMove, $0.schedule) })
    else { return false }
    workforce.free(task.session)
    guard let payload = push.payload else {
      let name = roster.position(of: task.session).map { roster.sessions[$0].hello.name }
      skip(
        step: task.step, readVersion: task.readVersion, session: task.session, by: name, at: now,
        &effects)
      return true
    }
    effects.append(.keep(payload, firstLeaf: 0, count: tree.leafCount))
    phase = .updating(
      UpdateUnderWay(
        since: lastMove, askedAt: now, timing: task.timing, step: task.step,
        readVersion: task.readVersion, lossSum: push.lossSum,
        samples: schedule.samples(inStep: task.step),
        applied: AppliedUpdate(
          version: version + 1, readVersion: task.readVersion, step: task.step,
          session: task.session, microBatches: [0..<tree.leafCount])))
    effects.append(
      .update(
        UpdateOrder(
          version: version, readVersion: task.readVersion,
          compensation: configuration.compensation,
          rateReductions: validationHistory.reductions,
          mustBeFinite: configuration.skipsNonFinite)))
    return true
  }

  /// Takes the step away that a worker has to itself, if it has one, so that another can have it.
  mutating func reopenTask(
    of session: SessionID, _ effects: inout [CoordinatorEffect]
  ) -> Bool {
    guard let task = withStream({ $0.reopen(session) }) ?? nil else { return false }
    if let payload = task.push?.payload { effects.append(.discard(payload)) }
    releaseRead(task.readVersion, &effects)
    return true
  }

  /// A version that was given to a worker is no longer needed for what came of that.
  private func releaseRead(_ version: UInt64, _ effects: inout [CoordinatorEffect]) {
    if configuration.compensation > 0 { effects.append(.release(version: version)) }
  }

  // MARK: The next version

  mutating func updated(
    _ summary: UpdateSummary, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard case .updating(let update) = phase, let schedule = engine?.schedule else { return }
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
    version += 1
    reportedWait = nil
    if let applied = update.applied { effects.append(.record(applied)) }
    markApplied(
      update.step, staleness: staleness, readVersion: update.readVersion, at: now, &effects)
    effects.append(
      .report(
        .stepCompleted(
          StepSummary(
            version: version, epoch: epoch, step: update.step, staleness: staleness,
            loss: update.lossSum / Double(update.samples), samples: update.samples,
            workers: workforce.count, update: summary, duration: now - update.since, split: split)))
    )
    proceed(at: now, &effects)
  }

  /// The mean split of a step over the workers, or of a step that a worker had to itself that worker's.
  private func timeSplit(of update: UpdateUnderWay, at now: Instant) -> TimeSplit? {
    let updateTime = now - update.askedAt
    if let timing = update.timing { return timing.split(until: now, update: updateTime) }
    return workforce.timeSplit(of: now - update.since, update: updateTime)
  }

  /// A step is part of θ, where each push moves it.
  private mutating func markApplied(
    _ step: UInt64, staleness: UInt64, readVersion: UInt64, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard withStream({ $0.apply(step, staleness: staleness, at: now) }) != nil else { return }
    releaseRead(readVersion, &effects)
  }

  /// What follows a new version.
  private mutating func proceed(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let schedule = engine?.schedule else { return }
    if checkpoints.isRequested { writeCheckpoint(at: now, &effects) }
    if schedule.isEndOfEpoch(version) || version >= schedule.totalSteps {
      return evaluateOrConclude(at: now, &effects)
    }
    if isCheckpointDue(at: now) { writeCheckpoint(at: now, &effects) }
    if case .stream = engine {
      continueStream(at: now, &effects)
    } else {
      beginStep(at: now, &effects)
    }
  }

  // MARK: Numbers that are not finite

  /// Rejects a push with such a number: an error of the run, unless the job says to leave the step out.
  ///
  /// The whole step, since how much of it a push covers depends on what its worker was assigned: left
  /// out is the same, bit for bit, on any number of workers.
  private mutating func reject(
    _ push: Push, by worker: Int, of session: Session, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard configuration.skipsNonFinite else {
      let step = push.step + 1
      let epoch = engine?.schedule.epoch(atVersion: step) ?? 0
      let failure: RunOutcome.Failure =
        if let loss = NonFiniteNumber(push.lossSum) {
          .loss(loss, step: step, epoch: epoch)
        } else {
          .gradient(worker: session.hello.name, step: step, epoch: epoch)
        }
      return finish(.failed(failure), at: now, &effects)
    }
    if case .streaming = phase {
      // It is applied in the order of the gradients: θ's version moves, and must make no other too stale.
      workforce.rejectTask(of: worker)
      withStream { $0.take(.init(payload: nil, lossSum: 0), from: session.id, StepTiming()) }
      return continueStream(at: now, &effects)
    }
    for leaf in tree.leaves(of: push.node) {
      workforce.complete(leaf, by: session.id, at: now)
    }
    skip(
      step: version, readVersion: version, session: session.id, by: session.hello.name, at: now,
      &effects)
  }

  /// Leaves a step out: θ stays as it is and gets the next version.
  ///
  /// - Parameters:
  ///   - session: whose step it was, where each push moves θ.
  ///   - name: of the worker that found the number; none where the sum or the update gave it.
  private mutating func skip(
    step: UInt64, readVersion: UInt64, session: SessionID = .none, by name: String? = nil,
    at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    skippedSteps += 1
    effects.append(.report(.stepSkipped(step: step, name: name, count: skippedSteps)))
    effects.append(.skipUpdate(version: version))
    let staleness = version - readVersion
    version += 1
    reportedWait = nil
    if writesApplyLog {
      effects.append(
        .record(
          AppliedUpdate(
            version: version, readVersion: readVersion, step: step,
            session: configuration.mode.isSynchronous ? .none : session, microBatches: [])))
    }
    markApplied(step, staleness: staleness, readVersion: readVersion, at: now, &effects)
    proceed(at: now, &effects)
  }
}
