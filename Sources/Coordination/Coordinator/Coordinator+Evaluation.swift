// The evaluation: the validation data, shared among the workers, at one version of θ.
extension Coordinator {
  /// At an epoch's end, or the run's.
  mutating func evaluateOrConclude(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let facts, facts.validationSamples > 0 else {
      return conclude(evaluation: nil, at: now, &effects)
    }
    evaluation.begin(samples: facts.validationSamples)
    phase = .evaluating(since: now)
    workforce.begin(.evaluation, at: version, units: evaluation.unitCount)
    assignWork(at: now, &effects)
  }

  mutating func evaluated(
    _ result: EvaluationResult, by worker: Int, in position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    let unit = Int(result.unit)
    let isBack = workforce.hasReturned(
      .evaluation, step: result.version, version: result.version, unit..<unit + 1, by: worker,
      at: now)
    take(result, by: worker, in: position, at: now, &effects)
    if isBack { assignWork(at: now, &effects) }
  }

  private mutating func take(
    _ result: EvaluationResult, by worker: Int, in position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard case .evaluating(let since) = phase, result.version == version else {
      return workforce.waste(1)
    }
    if let misconduct = evaluation.misconduct(in: result) {
      return close(position, reason: .misconduct(misconduct), at: now, &effects)
    }
    let unit = Int(result.unit)
    guard workforce.ledger.units[unit] != .done else { return workforce.waste(1) }
    workforce.complete(unit, by: workforce.workers[worker].session, at: now)
    evaluation.take(result)
    guard workforce.ledger.isComplete else {
      if workforce.ledger.openCount > 0, workforce.workers[worker].isIdle {
        assignWork(at: now, &effects)
      }
      return
    }
    completeEvaluation(since: since, at: now, &effects)
  }

  private mutating func completeEvaluation(
    since: Instant, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    let total = evaluation.total
    let epoch = engine?.schedule.epoch(atVersion: version) ?? 0
    if let loss = NonFiniteNumber(total.lossSum) {
      if configuration.skipsNonFinite {
        effects.append(.report(.evaluationSkipped(version: version)))
        return proceedAfterEvaluation(at: now, &effects)
      }
      return finish(
        .failed(.validation(loss, step: version, epoch: epoch)), at: now, &effects)
    }
    let summary = EvaluationSummary(
      version: version, epoch: epoch, loss: total.lossSum / Double(total.samples),
      accuracy: configuration.measuresAccuracy
        ? Double(total.correct) / Double(total.samples) : nil,
      samples: total.samples, duration: now - since)
    effects.append(.report(.evaluated(summary)))
    conclude(evaluation: summary, at: now, &effects)
  }

  /// What follows an epoch's end: a checkpoint, and the next step or the end of the run.
  private mutating func conclude(
    evaluation: EvaluationSummary?, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if let evaluation {
      let isBest = validationHistory.take(
        loss: evaluation.loss, version: evaluation.version,
        reducesAfter: configuration.reducesRateAfter)
      if isBest {
        effects.append(.keepBest(version: version, appliedAhead: appliedAhead))
      }
      if let completion = stoppingRule.completion(after: evaluation, validationHistory) {
        return finish(.completed(completion), at: now, &effects)
      }
    }
    proceedAfterEvaluation(at: now, &effects)
  }

  /// What follows an epoch's end that does not end the run.
  private mutating func proceedAfterEvaluation(
    at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard let schedule = engine?.schedule else { return }
    if version >= schedule.totalSteps {
      return finish(.completed(.allSteps(schedule.totalSteps)), at: now, &effects)
    }
    if checkpoints.isDueAfterEpoch(at: version, now) { writeCheckpoint(at: now, &effects) }
    reportedWait = nil
    beginSteps(at: now, &effects)
  }
}
