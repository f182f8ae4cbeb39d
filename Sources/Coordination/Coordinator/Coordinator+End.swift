// Checkpoints, and the end of the run, which waits for the last of them.
extension Coordinator {
  /// What a checkpoint would hold now.
  private var checkpointPoint: CheckpointPoint {
    CheckpointPoint(version: version, validatedVersion: validationHistory.lastVersion)
  }

  /// Whether a checkpoint is due within an epoch. The end asks for its own, and after a failure θ may be
  /// spoilt.
  func isCheckpointDue(at now: Instant) -> Bool {
    !isEnding && checkpoints.isDue(at: version, now)
  }

  /// Asks for a checkpoint of what there is now unless there is one; later if one is under way.
  mutating func writeCheckpoint(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    if checkpoints.begin(checkpointPoint, at: now) {
      effects.append(.writeCheckpoint(version: version, appliedAhead: appliedAhead))
    }
  }

  /// The operator wants a checkpoint. The end of the run asks for its own.
  mutating func checkpointRequested(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    if isEnding { return }
    if case .updating = phase {
      // θ may have moved already: what is durable then is the new version.
      checkpoints.request()
    } else {
      writeCheckpoint(at: now, &effects)
    }
  }

  /// A checkpoint has been written, or has failed for this reason.
  mutating func checkpointEnded(
    failure: String?, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if checkpoints.isRequested { writeCheckpoint(at: now, &effects) }
    guard case .finishing(let outcome) = phase, checkpoints.underWay == nil else { return }
    if let failure, checkpointPoint != checkpoints.durable, !outcome.isFailure {
      if checkpoints.retry.failures < Limits.lastCheckpointTries { return }
      // What was trained since is in no checkpoint: that is no success.
      unsavedAppliedAhead = appliedAhead
      return shutDown(
        .failed(.lastCheckpoint(version: version, failure)), at: now, &effects)
    }
    shutDown(outcome, at: now, &effects)
  }

  /// Tries again to write what could not be written.
  mutating func retryCheckpoint(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard checkpoints.isRetryDue(at: now) else { return }
    switch phase {
    case .updating, .shuttingDown, .ended:
      break
    case .finishing(let outcome) where outcome.isFailure:
      break
    case .finishing, .loadingData, .gathering, .stepping, .streaming, .evaluating:
      checkpoints.retryBegun()
      writeCheckpoint(at: now, &effects)
    }
  }

  /// Ends the run: at once after a failure, else when the current version is durable.
  mutating func finish(
    _ outcome: RunOutcome, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if isEnding { return }
    phase = .finishing(outcome)
    for task in withStream({ $0.end() }) ?? [] {
      if let payload = task.push?.payload { effects.append(.discard(payload)) }
    }
    checkpoints.startOver()
    if !outcome.isFailure { writeCheckpoint(at: now, &effects) }
    if checkpoints.underWay == nil { shutDown(outcome, at: now, &effects) }
  }

  /// Tells the workers that the run is over. A server that went away at once could take the news
  /// with it: they answer with goodbye.
  private mutating func shutDown(
    _ outcome: RunOutcome, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    phase = .shuttingDown(outcome, until: now + Limits.partingTime)
    checkpoints.stopRetrying()
    effects.append(.report(.summary(summary)))
    // The line that follows counts the others.
    let uncounted: [RepeatedEvent] = [
      .sessions, .unreadySessions, .refusals, .duplicatePushes, .lateness, .waits,
    ]
    while let (event, count) = folding.takeCount(of: uncounted) {
      effects.append(.report(.repeated(event, count: count)))
    }
    if badFrames + strayMessages > 0 {
      effects.append(
        .report(.discarded(badFrames: badFrames, strayMessages: strayMessages)))
    }
    effects.append(.report(.ended(outcome)))
    for session in roster.sessions {
      effects.append(
        .send(
          .finished(outcome), to: session.peer, roster.envelope(of: session.id),
          withParameters: false))
    }
    endIfAlone(at: now, &effects)
  }

  /// Ends the run when the last worker has gone, or has had its time.
  mutating func endIfAlone(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard case .shuttingDown(let outcome, let deadline) = phase else { return }
    guard roster.sessions.isEmpty || now >= deadline else { return }
    phase = .ended
    effects.append(.end(outcome))
  }

  private var summary: RunSummary {
    var staleness: StalenessHistogram?
    var droppedMicroBatches: UInt64 = 0
    switch engine {
    case .stream(let engine): staleness = engine.staleness
    case .synchronous(let engine): droppedMicroBatches = engine.droppedMicroBatches
    case nil: staleness = configuration.mode.isSynchronous ? nil : StalenessHistogram()
    }
    return RunSummary(
      staleness: staleness, speculatedUnits: workforce.budget.speculated,
      wastedUnits: workforce.budget.wasted, usedUnits: workforce.budget.done,
      droppedMicroBatches: droppedMicroBatches, skippedSteps: skippedSteps)
  }
}
