// Checkpoints, and the end of the run, which waits for the last of them.
extension Coordinator {
  /// Whether the outcome is decided, and no step will follow.
  var isEnding: Bool {
    switch phase {
    case .finishing, .parting, .ended: true
    case .loadingData, .gathering, .stepping, .streaming, .updating, .evaluating: false
    }
  }

  /// What a checkpoint would say now.
  private var checkpointPoint: CheckpointPoint {
    CheckpointPoint(version: version, validatedVersion: validationHistory.lastVersion)
  }

  /// Asks for a checkpoint of what there is now unless there is one; later if one is under way.
  mutating func checkpointIfNew(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    let point = checkpointPoint
    guard point != lastCheckpoint, point != checkpointUnderWay else { return }
    guard checkpointUnderWay == nil else {
      checkpointWanted = true
      return
    }
    checkpointWanted = false
    checkpointRetry.begun()
    checkpointUnderWay = point
    lastCheckpointAt = now
    effects.append(.writeCheckpoint(version: version, appliedAhead: stream.appliedAhead))
  }

  /// The operator wants a checkpoint. The end of the run asks for its own.
  mutating func checkpointRequested(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    if isEnding { return }
    if case .updating = phase {
      // θ may have moved already: what is durable then is the new version.
      checkpointWanted = true
    } else {
      checkpointIfNew(at: now, &effects)
    }
  }

  /// A checkpoint has been written, or has failed for this reason.
  mutating func checkpointEnded(
    failure: String?, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if checkpointWanted { checkpointIfNew(at: now, &effects) }
    guard case .finishing(let outcome) = phase, checkpointUnderWay == nil else { return }
    if let failure, checkpointPoint != lastCheckpoint, !outcome.isFailure {
      if checkpointRetry.failures < Limits.lastCheckpointTries { return }
      // What was trained since is in no checkpoint: that is no success.
      unsavedAppliedAhead = stream.appliedAhead
      return part(
        .failed(.lastCheckpoint(version: version, failure)), at: now, &effects)
    }
    part(outcome, at: now, &effects)
  }

  /// Tries again to write what could not be written.
  mutating func retryCheckpoint(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let due = checkpointRetry.due, now >= due else { return }
    switch phase {
    case .updating, .parting, .ended:
      break
    case .finishing(let outcome) where outcome.isFailure:
      break
    case .finishing, .loadingData, .gathering, .stepping, .streaming, .evaluating:
      checkpointRetry.begun()
      checkpointIfNew(at: now, &effects)
    }
  }

  /// Ends the run: at once after a failure, else when the current version is durable.
  mutating func finish(
    _ outcome: RunOutcome, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if isEnding { return }
    phase = .finishing(outcome)
    for position in sessions.indices {
      if let payload = sessions[position].task?.push?.payload { effects.append(.discard(payload)) }
      sessions[position].task = nil
    }
    checkpointWanted = false
    checkpointRetry.reset()
    if !outcome.isFailure { checkpointIfNew(at: now, &effects) }
    if checkpointUnderWay == nil { part(outcome, at: now, &effects) }
  }

  /// Tells the workers that the run is over. A server that went away at once could take the news
  /// with it: they answer with goodbye.
  private mutating func part(
    _ outcome: RunOutcome, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    phase = .parting(outcome, until: now + Limits.partingTime)
    checkpointRetry.reset()
    effects.append(.report(.summary(summary)))
    // Of the others the line that follows tells.
    let untold: [RepeatedEvent] = [
      .sessions, .unreadySessions, .refusals, .duplicatePushes, .lateness, .waits,
    ]
    while let (event, count) = folding.takeCount(of: untold) {
      effects.append(.report(.repeated(event, count: count)))
    }
    if badFrames + strayMessages > 0 {
      effects.append(
        .report(.discarded(badFrames: badFrames, strayMessages: strayMessages)))
    }
    effects.append(.report(.ended(outcome)))
    for session in sessions {
      effects.append(
        .send(
          .finished(outcome), to: session.peer, envelope(of: session.id),
          withParameters: false))
    }
    endIfAlone(at: now, &effects)
  }

  /// Ends the run when the last worker has gone, or has had its time.
  mutating func endIfAlone(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard case .parting(let outcome, let deadline) = phase else { return }
    guard sessions.isEmpty || now >= deadline else { return }
    phase = .ended
    effects.append(.end(outcome))
  }

  private var summary: RunSummary {
    RunSummary(
      staleness: isSynchronous ? nil : staleness, speculatedUnits: budget.speculated,
      wastedUnits: budget.wasted, usedUnits: budget.done,
      droppedMicroBatches: droppedMicroBatches, skippedSteps: skippedSteps)
  }
}
