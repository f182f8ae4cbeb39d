import Coordination
import Platform
import Rendering
import TrainingWorker

/// Shows what happens to a worker on standard error.
struct WorkerReporter: WorkerObserver {
  let messages: MessageLines

  func observe(_ event: WorkerEvent) {
    switch event {
    case .joined(let session):
      messages.note("joined (session \(session.rawValue))")
    case .rejoining:
      messages.note("the session is lost; asking for a new one")
    case .notLetIn(let failure):
      messages.failure("not let in, trying on: \(failure)")
    case .noRoom(let reason):
      messages.note("the server has no room, asking again: \(reason)")
    case .badFrame(_, let reason):
      messages.note("a bad frame came in: \(reason); others of the kind are not shown")
    }
  }
}
