import Coordination

/// Who is told what happens to a worker.
public protocol WorkerObserver {
  /// Takes an event.
  mutating func observe(_ event: WorkerEvent)
}
