import Coordination

extension WorkerOutcome {
  /// Why the worker ended, as a clause.
  public var clause: String {
    switch self {
    case .finished(let outcome): outcome.endClause
    case .left(let reason): reason.description
    case .refused(let reason): reason.description
    case .notConnected(let failure, let time):
      "\(failure)" + (time.map { "; it was tried for \($0.inSeconds) s" } ?? "")
    case .unprepared(let reason): reason
    case .lostServer(let time): "no server has answered for \(time.inSeconds) s"
    }
  }
}
