import Coordination

// Steps and evaluations.
extension RunRecord {
  mutating func add(_ step: StepSummary, at time: Double) {
    let seconds = step.duration.inSeconds
    let samples = Double(step.samples)
    lastStep = step
    lastStepTime = time
    if !generations.isEmpty { generations[generations.count - 1].lastStep = step.version }
    loggedSteps += 1
    loggedSamples += samples
    loggedSeconds += seconds
    let place = Double(step.version)
    let moment = time - (start ?? time)
    loss.add(place, step.loss)
    lossByTime.add(moment, step.loss)
    if let norm = step.update.gradientNorm { gradientNorm.add(place, Double(norm)) }
    learningRate.add(place, Double(step.update.learningRate))
    if samples > 0 { paceByTime.add(moment, seconds / samples, weight: samples) }
    let staleness = Int(min(step.staleness, UInt64(Self.listMax)))
    while pendingStaleness.count <= staleness { pendingStaleness.append(0) }
    pendingStaleness[staleness] += 1
    if let split = step.split {
      splitSum = splitSum + split
      splitSteps += 1
    }
    // No step is without traffic: where there is none, the log does not say.
    let traffic = step.update.traffic
    if traffic != Traffic() {
      sentBytes += Double(traffic.sentBytes)
      receivedBytes += Double(traffic.receivedBytes)
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
