// What nothing moves without, and who is waited for.
extension Coordinator {
  mutating func wait(for what: String, _ effects: inout [CoordinatorEffect]) {
    guard what != lastWait else { return }
    lastWait = what
    effects.append(.report(.waiting(for: what)))
  }

  /// Says whom a step or an evaluation waits for that has not moved for a noticeable time; once,
  /// until that changes.
  mutating func reportWait(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard now - lastProgress >= configuration.noticeableWait, let present = presentWait else {
      return
    }
    wait(for: present, &effects)
  }

  private var presentWait: String? {
    let what: String
    switch phase {
    case .stepping: what = "step \(version + 1)"
    case .evaluating: what = "the evaluation of step \(version)"
    case .streaming: what = "steps after \(version)"
    case .loadingData, .gathering, .updating, .finishing, .parting, .ended: return nil
    }
    var names: [String] = []
    var units = 0
    for session in sessions where session.outstanding > 0 {
      names.append(session.hello.name)
      units += session.outstanding
    }
    guard !names.isEmpty else { return nil }
    let more = names.count - Limits.namedWorkersMax
    let list =
      names.prefix(Limits.namedWorkersMax).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
    return "\(list), with \(units) units of \(what)"
  }
}
