import Coordination
import Platform
import TrainingWorker

/// Shows what happens to a worker on standard error.
struct WorkerReporter: WorkerObserver {
  let name: String
  let isQuiet: Bool

  func observe(_ event: WorkerEvent) {
    if case .notLetIn = event {} else if isQuiet { return }
    let line =
      switch event {
      case .joined(let session): "joined (session \(session.rawValue))"
      case .rejoining: "the session is lost; asking for a new one"
      case .notLetIn(let failure): "not let in, trying on: \(failure)"
      case .badFrame(_, let reason):
        "a bad frame came in: \(reason); others of the kind are not shown"
      }
    Console.error("worker \(name): \(line)\n")
  }
}
