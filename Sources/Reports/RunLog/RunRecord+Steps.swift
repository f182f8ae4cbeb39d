// Steps and evaluations.
extension RunRecord {
  mutating func add(_ step: LoggedStep, at time: Double) {
    lastStep = step
    lastStepTime = time
    if !generations.isEmpty { generations[generations.count - 1].lastStep = step.step }
    loggedSteps += 1
    loggedSamples += step.samples
    loggedSeconds += step.seconds
    let place = Double(step.step)
    let moment = time - (start ?? time)
    loss.add(place, step.loss)
    lossByTime.add(moment, step.loss)
    if let norm = step.gradientNorm { gradientNorm.add(place, norm) }
    if let rate = step.learningRate { learningRate.add(place, rate) }
    if step.samples > 0 {
      paceByTime.add(moment, step.seconds / step.samples, weight: step.samples)
    }
    let staleness = Int(min(step.staleness, UInt64(Self.listMax)))
    while pendingStaleness.count <= staleness { pendingStaleness.append(0) }
    pendingStaleness[staleness] += 1
    if let split = step.split {
      splitSum = splitSum + split
      splitSteps += 1
      splitSeconds += step.seconds
    }
    if let sent = step.sentBytes, let received = step.receivedBytes {
      sentBytes += sent
      receivedBytes += received
      bytesSteps += 1
    }
  }

  mutating func add(_ evaluation: Evaluation) {
    evaluationCount += 1
    evaluationSeconds += evaluation.seconds
    if best.map({ evaluation.loss < $0.loss }) ?? true { best = evaluation }
    // Every second one goes where there are too many; the newest stays.
    if evaluations.count == Self.listMax {
      evaluations = stride(from: 1, to: evaluations.count, by: 2).map { evaluations[$0] }
    }
    evaluations.append(evaluation)
  }
}
