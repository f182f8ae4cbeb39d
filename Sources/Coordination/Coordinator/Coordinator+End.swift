// Checkpoints, and the end of the run, which waits for the last of them.
extension Coordinator {
  /// Asks for a checkpoint of the current version unless it has one; later if one is under way.
  mutating func checkpointIfNew(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard version != lastCheckpoint, version != checkpointUnderWay else { return }
    guard checkpointUnderWay == nil else {
      checkpointWanted = true
      return
    }
    checkpointWanted = false
    checkpointUnderWay = version
    lastCheckpointAt = now
    effects.append(.writeCheckpoint(version: version))
  }

  mutating func checkpointEnded(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    if checkpointWanted { checkpointIfNew(at: now, &effects) }
    if case .finishing(let outcome) = phase, checkpointUnderWay == nil { end(outcome, &effects) }
  }

  /// Ends the run: at once after a failure, else when the current version is durable.
  mutating func finish(
    _ outcome: RunOutcome, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if case .finishing = phase { return }
    phase = .finishing(outcome)
    checkpointWanted = false
    if case .failed = outcome {} else { checkpointIfNew(at: now, &effects) }
    if checkpointUnderWay == nil { end(outcome, &effects) }
  }

  private mutating func end(_ outcome: RunOutcome, _ effects: inout [CoordinatorEffect]) {
    phase = .ended
    for session in sessions {
      effects.append(
        .send(
          .finished(reason: outcome.reason), to: session.peer, envelope(of: session.id),
          withParameters: false))
    }
    effects.append(.report(.ended(outcome)))
    effects.append(.end(outcome))
  }
}
