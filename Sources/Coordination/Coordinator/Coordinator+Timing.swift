// Where the time of a step goes.
extension Coordinator {
  /// Tells the log how a worker's clock relates to the server's, when it is first known and whenever
  /// it has become known more than twice as well as it was last told.
  mutating func tellClock(of position: Int, _ effects: inout [CoordinatorEffect]) {
    guard sessions[position].phase == .active, !sessions[position].isFolded,
      let best = sessions[position].clock.best
    else {
      return
    }
    if let told = sessions[position].toldRoundTrip, best.roundTrip + best.roundTrip >= told {
      return
    }
    sessions[position].toldRoundTrip = best.roundTrip
    let session = sessions[position]
    effects.append(
      .report(
        .clockCompared(
          session: session.id, name: session.hello.name, offset: best.offset,
          roundTrip: best.roundTrip)))
  }

  /// The mean split of a step over the workers that had a part in it and those that had nothing to do,
  /// nil where one of the former is not known; of a step that a worker had to itself, that worker's
  /// from its order on.
  func timeSplit(of update: UpdateUnderWay, at now: Instant) -> TimeSplit? {
    let updateTime = now - update.askedAt
    if let timing = update.timing { return timing.split(until: now, update: updateTime) }
    var sum = TimeSplitSum()
    for session in sessions where session.phase == .active {
      if session.timing.isUnknown { return nil }
      if let split = session.timing.split(of: now - update.since, update: updateTime) {
        sum.add(split)
      }
    }
    return sum.mean
  }
}
