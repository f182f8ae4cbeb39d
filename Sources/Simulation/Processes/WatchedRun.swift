import Coordination
import ParameterServer
import Rendering
import TrainingWorker

/// The log of a simulated server: tells the watch. A line of the log can be the last that its process
/// writes.
struct WatchedRun: RunObserver {
  let watch: Watch
  let life: ProcessLife

  mutating func observe(_ event: RunEvent, at now: Instant) {
    if life.interacts() { watch.serverReports(event) }
  }
}

/// The log of a simulated worker.
struct WatchedWorker: WorkerObserver {
  let watch: Watch
  let life: ProcessLife
  let worker: Int

  mutating func observe(_ event: WorkerEvent) {
    if life.interacts() { watch.trace.note("worker \(worker): \(event)") }
  }
}
