import Coordination
import RunLog

// Servers that begin and end, and what they count.
extension RunRecord {
  mutating func begin(_ server: ServerStart, at time: Double) {
    let version = server.version
    format = max(format, server.format ?? 0)
    // What the server before had not said at its end.
    closeSessions(at: generations.last?.last ?? time, reason: nil)
    takeLoggedStaleness()
    if let last = lastStep?.version, last > version {
      stepsAgain = sum(stepsAgain, last - version)
      lastStep?.version = version
      for series in [\RunRecord.loss, \.gradientNorm, \.learningRate] {
        self[keyPath: series].removeAll(after: Double(version))
      }
      evaluations.removeAll { $0.step > version }
    }
    // A line from the last point of the server before to the first of this one would say something of
    // a time in which there was none.
    lossByTime.addBreak()
    paceByTime.addBreak()
    if generations.count == Self.listMax { generations.removeFirst() }
    generations.append(
      Generation(number: server.generation, version: version, start: time, last: time))
  }

  mutating func finish(_ outcome: RunOutcome, at time: Double) {
    closeSessions(at: time, reason: outcome.closing)
    takeLoggedStaleness()
    guard !generations.isEmpty else { return }
    generations[generations.count - 1].outcome = outcome.kept
  }

  mutating func closeSessions(at time: Double, reason: String?) {
    for index in sessions.indices where sessions[index].left == nil {
      sessions[index].left = time
      sessions[index].reason = reason
    }
  }

  mutating func add(_ counts: RunSummary) {
    self.counts.usedUnits = sum(self.counts.usedUnits, counts.usedUnits)
    self.counts.speculatedUnits = sum(self.counts.speculatedUnits, counts.speculatedUnits)
    self.counts.wastedUnits = sum(self.counts.wastedUnits, counts.wastedUnits)
    self.counts.droppedMicroBatches = sum(
      self.counts.droppedMicroBatches, counts.droppedMicroBatches)
    self.counts.skippedSteps = sum(self.counts.skippedSteps, counts.skippedSteps)
    guard let staleness = counts.staleness else { return }
    addStaleness(staleness.filled)
    pendingStaleness = []
    stalenessMost = max(stalenessMost ?? 0, staleness.most)
  }

  /// A server that was killed has counted nothing: its logged steps are all that is known.
  mutating func takeLoggedStaleness() {
    guard pendingStaleness.contains(where: { $0 > 0 }) else { return }
    if pendingStaleness.count > 1 || staleness != nil {
      addStaleness(pendingStaleness)
      stalenessMost = max(stalenessMost ?? 0, UInt64(pendingStaleness.count - 1))
    }
    pendingStaleness = []
  }

  mutating func addStaleness(_ more: some Sequence<UInt64>) {
    var total = staleness ?? []
    for (place, count) in more.enumerated() {
      // A file may name as many places as it likes: the last one takes what is beyond the limit.
      let place = min(place, Self.listMax)
      if place == total.count { total.append(0) }
      total[place] = sum(total[place], count)
    }
    staleness = total
  }
}

extension RunOutcome {
  /// With what is kept of the texts in it.
  fileprivate var kept: RunOutcome {
    switch self {
    case .completed(.worded(let words)): .completed(.worded(RunRecord.kept(words)))
    case .interrupted(.worded(let words)): .interrupted(.worded(RunRecord.kept(words)))
    case .failed(.worded(let words)): .failed(.worded(RunRecord.kept(words)))
    case .failed(.data(let reason)): .failed(.data(RunRecord.kept(reason)))
    case .failed(.lastCheckpoint(let version, let reason)):
      .failed(.lastCheckpoint(version: version, RunRecord.kept(reason)))
    case .failed(.gradient(let worker, let step, let epoch)):
      .failed(.gradient(worker: RunRecord.kept(worker), step: step, epoch: epoch))
    case .completed, .interrupted, .failed: self
    }
  }

  /// Why the sessions ended that were still there.
  fileprivate var closing: String {
    switch self {
    case .completed: "the run was over"
    case .interrupted: "the run was interrupted"
    case .failed: "the run failed"
    }
  }
}
