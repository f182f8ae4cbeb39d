import Coordination

extension WorkerSessionEffect: CustomStringConvertible {
  /// One line; what is sent begins with `<`, such as `< s1.g1 heartbeat`.
  public var description: String {
    switch self {
    case .send(let message, let envelope): "< \(envelope) \(message)"
    case .push(let push, let envelope, let slot): "< \(envelope) \(push) [slot \(slot)]"
    case .reconnect: "reconnect"
    case .prepare(let welcome): "prepare \(welcome.job.quoted)"
    case .adopt(let payload, let version): "adopt \(payload) as θ\(version)"
    case .discard(let payload): "discard \(payload)"
    case .computeGradient(let step, let microBatch, let slot):
      "compute micro-batch \(microBatch) of step \(step) into slot \(slot)"
    case .add(let from, let into): "add slot \(from) to slot \(into)"
    case .evaluate(let unit): "evaluate unit \(unit)"
    case .report(let event): "report \(event)"
    case .end(let outcome): "end \(outcome)"
    }
  }
}

extension WorkerEvent: CustomStringConvertible {
  /// Such as `joined as s1`.
  public var description: String {
    switch self {
    case .joined(let session): "joined as \(session)"
    case .rejoining: "rejoining"
    case .notLetIn(let failure): "not let in: \(failure)"
    case .noRoom(let reason): "no room: \(reason.description.quoted)"
    case .badFrame(let mistake, let reason): "bad frame, \(mistake.rawValue): \(reason.quoted)"
    }
  }
}

extension WorkerOutcome: CustomStringConvertible {
  /// Such as `finished: "all 10 steps are done"`.
  public var description: String {
    switch self {
    case .finished: "finished: \(clause.quoted)"
    case .left: "left: \(clause.quoted)"
    case .refused, .notConnected, .unprepared: "refused: \(clause.quoted)"
    case .lostServer: "lost server: \(clause.quoted)"
    }
  }
}
