// Gradients and losses that hold a number which is not finite.
extension Coordinator {
  /// Refuses such a push: an error of the run, unless the job says to leave the step out.
  ///
  /// The whole step, since how much of it a push covers depends on who was given what: left out is
  /// the same, bit for bit, on any number of workers.
  mutating func refuse(
    _ push: Push, of position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard configuration.skipsNonFinite else {
      let step = push.step + 1
      let epoch = schedule.epoch(atVersion: step)
      let failure: RunOutcome.Failure =
        if let loss = NonFiniteNumber(push.lossSum) {
          .loss(loss, step: step, epoch: epoch)
        } else {
          .gradient(worker: sessions[position].hello.name, step: step, epoch: epoch)
        }
      return finish(.failed(failure), at: now, &effects)
    }
    let task = sessions[position].task
    guard task == nil else {
      // It takes its turn like a gradient: θ's version moves, and must make no other too stale.
      sessions[position].task?.push = StepTask.Arrival(payload: nil, lossSum: 0)
      sessions[position].outstanding = 0
      return continueStream(at: now, &effects)
    }
    for leaf in tree.leaves(of: push.node) { complete(leaf, by: sessions[position].id, at: now) }
    skip(
      step: version, readVersion: version, session: sessions[position].id,
      by: sessions[position].hello.name, at: now, &effects)
  }

  /// Leaves a step out: θ stays as it is and gets the next version.
  ///
  /// - Parameters:
  ///   - session: whose step it was, where each push moves θ.
  ///   - name: of the worker that found the number; none where the sum or the update gave it.
  mutating func skip(
    step: UInt64, readVersion: UInt64, session: SessionID = .none, by name: String? = nil,
    at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    skippedSteps += 1
    effects.append(.report(.stepSkipped(step: step, name: name, count: skippedSteps)))
    effects.append(.skipUpdate(version: version))
    let staleness = version - readVersion
    advanceVersion(applying: step, at: now)
    if writesApplyLog {
      effects.append(
        .record(
          AppliedUpdate(
            version: version, readVersion: readVersion, step: step,
            session: isSynchronous ? .none : session, microBatches: [])))
    }
    if !isSynchronous {
      self.staleness.add(staleness)
      releaseRead(readVersion, &effects)
    }
    goOn(at: now, &effects)
  }
}
