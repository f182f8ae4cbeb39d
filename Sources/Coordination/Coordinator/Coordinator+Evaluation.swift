// The evaluation: the validation data, shared among the workers, at one version of θ.
extension Coordinator {
  /// At an epoch's end, or the run's.
  mutating func evaluateOrConclude(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard let facts, facts.validationSamples > 0 else {
      return conclude(evaluation: nil, at: now, &effects)
    }
    let unit = Limits.evaluationUnitSamples
    let units = (facts.validationSamples + unit - 1) / unit
    phase = .evaluating(since: now)
    restartLedger(count: units)
    tallies = Array(repeating: Tally(), count: units)
    handOut(at: now, &effects)
  }

  mutating func evaluated(
    _ result: EvaluationResult, by position: Int, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard case .evaluating(let since) = phase, result.version == version else {
      return budget.waste(1)
    }
    let unit = Int(result.unit)
    guard unit < ledger.units.count else {
      return close(
        position, reason: .misconduct(.unknownUnit(unit, of: ledger.units.count)), at: now, &effects
      )
    }
    let samples = samples(inUnit: unit)
    guard result.tally.samples == samples, result.tally.correct <= samples else {
      return close(
        position,
        reason: .misconduct(
          .wrongTally(
            correct: result.tally.correct, samples: result.tally.samples, unitSamples: samples)),
        at: now, &effects)
    }
    guard ledger.units[unit] != .done else { return budget.waste(1) }
    complete(unit, by: sessions[position].id, at: now)
    tallies[unit] = result.tally
    guard ledger.isComplete else { return handOutRest(to: position, at: now, &effects) }
    // In the order of the units, whoever computed them and whenever they came.
    var total = Tally()
    for tally in tallies { total += tally }
    if let loss = NonFiniteNumber(total.lossSum) {
      if configuration.skipsNonFinite {
        effects.append(.report(.evaluationSkipped(version: version)))
        return goOnAfterEvaluation(at: now, &effects)
      }
      return finish(
        .failed(.validation(loss, step: version, epoch: schedule.epoch(atVersion: version))),
        at: now, &effects)
    }
    let summary = EvaluationSummary(
      version: version, epoch: schedule.epoch(atVersion: version),
      loss: total.lossSum / Double(total.samples),
      accuracy: configuration.measuresAccuracy
        ? Double(total.correct) / Double(total.samples) : nil,
      samples: total.samples, duration: now - since)
    effects.append(.report(.evaluated(summary)))
    conclude(evaluation: summary, at: now, &effects)
  }

  /// How many samples a unit has: all but the last are full.
  private func samples(inUnit unit: Int) -> UInt64 {
    let first = unit * Limits.evaluationUnitSamples
    return UInt64(min(Limits.evaluationUnitSamples, (facts?.validationSamples ?? 0) - first))
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
        effects.append(.keepBest(version: version, appliedAhead: stream.appliedAhead))
      }
    }
    if let completion = reachedTarget(evaluation) ?? lostPatience {
      return finish(.completed(completion), at: now, &effects)
    }
    goOnAfterEvaluation(at: now, &effects)
  }

  /// What follows an epoch's end that reaches no target.
  private mutating func goOnAfterEvaluation(
    at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if version >= schedule.totalSteps {
      return finish(.completed(.allSteps(schedule.totalSteps)), at: now, &effects)
    }
    if configuration.checkpoints == .epochs || isCheckpointDue(at: now) {
      checkpointIfNew(at: now, &effects)
    }
    lastWait = nil
    beginSteps(at: now, &effects)
  }

  /// Why the run ends, where so many validations in a row were no better than the best.
  var lostPatience: RunOutcome.Completion? {
    guard let patience = configuration.patience, validationHistory.countSinceBest >= patience,
      let best = validationHistory.best
    else { return nil }
    return .patience(epochs: patience, best: best)
  }

  private func reachedTarget(_ evaluation: EvaluationSummary?) -> RunOutcome.Completion? {
    if let target = configuration.targetAccuracy, let accuracy = evaluation?.accuracy,
      accuracy >= target
    {
      return .accuracy(accuracy, target: target)
    }
    if let target = configuration.targetLoss, let loss = evaluation?.loss, loss <= target {
      return .loss(loss, target: target)
    }
    return nil
  }
}
