// Servers that begin and end, and what they count.
extension RunRecord {
  mutating func begin(generation: UInt64, version: UInt64, at time: Double) {
    // What the server before had not said at its end.
    closeSessions(at: generations.last?.last ?? time, reason: nil)
    takeLoggedStaleness()
    if let last = lastStep?.step, last > version {
      stepsAgain = sum(stepsAgain, last - version)
      lastStep?.step = version
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
      Generation(number: generation, version: version, start: time, last: time))
  }

  mutating func finish(_ outcome: String, _ reason: String, at time: Double) {
    closeSessions(at: time, reason: "the run \(outcome == "completed" ? "was over" : outcome)")
    takeLoggedStaleness()
    guard !generations.isEmpty else { return }
    generations[generations.count - 1].outcome = outcome
    generations[generations.count - 1].reason = Self.kept(reason)
  }

  mutating func closeSessions(at time: Double, reason: String?) {
    for index in sessions.indices where sessions[index].left == nil {
      sessions[index].left = time
      sessions[index].reason = reason
    }
  }

  mutating func add(_ counts: RunCounts) {
    self.counts.usedUnits = sum(self.counts.usedUnits, counts.usedUnits)
    self.counts.speculatedUnits = sum(self.counts.speculatedUnits, counts.speculatedUnits)
    self.counts.wastedUnits = sum(self.counts.wastedUnits, counts.wastedUnits)
    self.counts.droppedMicroBatches = sum(
      self.counts.droppedMicroBatches, counts.droppedMicroBatches)
    self.counts.skippedSteps = sum(self.counts.skippedSteps, counts.skippedSteps)
    guard let staleness = counts.staleness else { return }
    addStaleness(staleness)
    pendingStaleness = []
    self.counts.stalenessMost = max(self.counts.stalenessMost ?? 0, counts.stalenessMost ?? 0)
  }

  /// A server that was killed has counted nothing: its logged steps are all that is known.
  mutating func takeLoggedStaleness() {
    guard pendingStaleness.contains(where: { $0 > 0 }) else { return }
    if pendingStaleness.count > 1 || counts.staleness != nil {
      addStaleness(pendingStaleness)
      counts.stalenessMost = max(counts.stalenessMost ?? 0, UInt64(pendingStaleness.count - 1))
    }
    pendingStaleness = []
  }

  mutating func addStaleness(_ more: [UInt64]) {
    var total = counts.staleness ?? []
    for (place, count) in more.enumerated() {
      // A file may name as many places as it likes: the last one takes what is beyond the limit.
      let place = min(place, Self.listMax)
      if place == total.count { total.append(0) }
      total[place] = sum(total[place], count)
    }
    counts.staleness = total
  }
}
