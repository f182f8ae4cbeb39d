// The modes in which each push moves θ: a worker has a whole step to itself, and its gradient is
// applied when it comes (async), or as soon as no other is made too stale by it (bounded).
extension Coordinator {
  mutating func beginStream(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let epochEnd = (version / schedule.stepsPerEpoch + 1) * schedule.stepsPerEpoch
    // An epoch's evaluation is of a θ that all of its steps are part of, and none of the next.
    stream.extend(to: min(epochEnd, schedule.totalSteps))
    lastMove = now
    for position in sessions.indices where sessions[position].outstanding > 0 {
      leaveBehind(position)
    }
    continueStream(at: now, &effects)
  }

  /// Applies what can be applied; when there is nothing left of that, hands out steps.
  mutating func continueStream(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    phase = .streaming
    if applyNext(at: now, &effects) { return }
    handOut(at: now, &effects)
  }

  /// Gives each idle worker a step, as long as there are any that may be begun.
  mutating func handOutSteps(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    chooseCandidates(at: now)
    for position in candidates {
      guard stream.hasOpen, bound?.allowsReading(underWay: tasksUnderWay) ?? true,
        let step = stream.take()
      else { return }
      sessions[position].task = StepTask(step: step, readVersion: version)
      if configuration.compensation > 0 { effects.append(.retain(version: version)) }
      sessions[position].timing.begin()
      order(0..<tree.leafCount, of: step, from: position, at: now, &effects)
    }
  }

  mutating func pushedStep(
    _ push: Push, _ payload: PayloadHandle, by position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard push.node == tree.root else {
      effects.append(.discard(payload))
      return close(
        position, reason: .misconduct(.partialStep(push.node)), at: now, &effects)
    }
    lastProgress = now
    sessions[position].outstanding = 0
    budget.finish(tree.leafCount)
    measure(position, at: now)
    sessions[position].task?.push = StepTask.Arrival(payload: payload, lossSum: push.lossSum)
    continueStream(at: now, &effects)
  }

  /// Applies the push that has come and read the oldest version, unless it has to wait.
  ///
  /// - Returns: whether it was applied, so that what follows comes after the update.
  private mutating func applyNext(
    at now: Instant, _ effects: inout [CoordinatorEffect]
  ) -> Bool {
    guard let position = oldestPush, let task = sessions[position].task, let push = task.push else {
      return false
    }
    if let bound {
      readVersions.removeAll(keepingCapacity: true)
      for (other, session) in sessions.enumerated() where other != position {
        if let task = session.task { readVersions.append(task.readVersion) }
      }
      readVersions.sort()
      guard bound.allowsMoving(from: version, others: readVersions) else { return false }
    }
    sessions[position].task = nil
    guard let payload = push.payload else {
      skip(
        step: task.step, readVersion: task.readVersion, session: sessions[position].id,
        by: sessions[position].hello.name, at: now, &effects)
      return true
    }
    for leaf in partLengths.indices { partLengths[leaf] = 0 }
    partLengths[0] = tree.leafCount
    effects.append(.keep(payload, firstLeaf: 0, count: tree.leafCount))
    phase = .updating(
      UpdateUnderWay(
        since: lastMove, askedAt: now, timing: sessions[position].timing, step: task.step,
        readVersion: task.readVersion, lossSum: push.lossSum,
        samples: schedule.samples(inStep: task.step),
        applied: AppliedUpdate(
          version: version + 1, readVersion: task.readVersion, step: task.step,
          session: sessions[position].id, microBatches: [0..<tree.leafCount])))
    effects.append(
      .update(
        UpdateOrder(
          version: version, readVersion: task.readVersion,
          compensation: configuration.compensation,
          rateReductions: validationHistory.reductions,
          mustBeFinite: configuration.skipsNonFinite)))
    return true
  }

  /// The position of the session whose push has come and read the oldest version.
  private var oldestPush: Int? {
    var oldest: Int?
    var oldestRead = UInt64.max
    for (position, session) in sessions.enumerated() {
      if let task = session.task, task.push != nil, task.readVersion < oldestRead {
        oldest = position
        oldestRead = task.readVersion
      }
    }
    return oldest
  }

  var tasksUnderWay: Int {
    var count = 0
    for session in sessions where session.task != nil { count += 1 }
    return count
  }

  /// Takes the step away that a session has to itself, so that others can have it.
  mutating func takeTask(from position: Int, _ effects: inout [CoordinatorEffect]) {
    guard let task = sessions[position].task else { return }
    sessions[position].task = nil
    sessions[position].outstanding = 0
    if let payload = task.push?.payload { effects.append(.discard(payload)) }
    releaseRead(task.readVersion, &effects)
    stream.reopen(task.step)
  }

  /// A version that was given to a worker is no longer needed for what came of that.
  func releaseRead(_ version: UInt64, _ effects: inout [CoordinatorEffect]) {
    if configuration.compensation > 0 { effects.append(.release(version: version)) }
  }
}
