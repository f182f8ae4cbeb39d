// What nothing moves without, and who is waited for.
extension Coordinator {
  mutating func wait(
    for what: Wait, after interval: Interval = .none, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard what != lastWait else { return }
    lastWait = what
    if folding.tells(.waits, at: now) {
      effects.append(.report(.waiting(for: what, after: interval)))
    }
  }

  /// Says whom a step or an evaluation waits for that has not moved for a noticeable time; once,
  /// until that changes.
  mutating func reportWait(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard now - lastProgress >= configuration.noticeableWait, let present = presentWait else {
      return
    }
    wait(for: present, after: now - lastProgress, at: now, &effects)
  }

  private var presentWait: Wait? {
    let what: Wait.Work
    switch phase {
    case .stepping: what = .step(version + 1)
    case .evaluating: what = .evaluation(ofStep: version)
    case .streaming: what = .steps(after: version)
    case .loadingData, .gathering, .updating, .finishing, .parting, .ended: return nil
    }
    var names: [String] = []
    var units = 0
    for session in sessions where session.outstanding > 0 {
      names.append(session.hello.name)
      units += session.outstanding
    }
    guard !names.isEmpty else { return nil }
    let named = Array(names.prefix(Limits.namedWorkersMax))
    return .units(
      count: units, of: what, from: Wait.Names(named, more: names.count - named.count))
  }
}
