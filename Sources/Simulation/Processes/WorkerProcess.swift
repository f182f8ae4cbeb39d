import Coordination
import TrainingWorker

/// One worker process, from its start to its end: the shell that production runs, over a link, a
/// clock and a machine of its own.
final class WorkerProcess {
  typealias Shell = WorkerShell<SimulatedLink, SimulatedWork, ProcessClock, WatchedWorker>

  let life: ProcessLife
  let link: SimulatedLink
  let shell: Shell
  /// When it next has a turn.
  private(set) var nextTurn: Instant
  /// Until when it computes, or stands still.
  private(set) var busyUntil: Instant
  private var pausedUntil = Instant(nanoseconds: 0)
  /// When its life ended, if it has.
  var diedAt: Instant?
  private let clock: ProcessClock
  private let watch: Watch

  init(
    _ scenario: Scenario, _ task: TrainingTask, worker: Int, pace: WorkerPace,
    network: SimulatedNetwork, clock: VirtualClock, watch: Watch
  ) {
    let processClock = ProcessClock(clock)
    let life = ProcessLife()
    self.life = life
    self.clock = processClock
    self.watch = watch
    link = SimulatedLink(
      .worker(worker), network: network, life: life, clock: processClock, watch: watch,
      parameterCount: task.parameterCount, patience: scenario.patience)
    shell = WorkerShell(
      hello: Hello(name: "worker \(worker)", host: "universe", blasKernel: Scenario.kernel),
      serverTimeout: scenario.serverTimeout, link: link, clock: processClock,
      observer: WatchedWorker(watch: watch, life: life, worker: worker)
    ) { _ in
      processClock.spend(scenario.loadingTime)
      return SimulatedWork(task, clock: processClock, pace: pace)
    }
    nextTurn = clock.now
    busyUntil = clock.now
  }

  /// Deals with what has come in, and computes one micro-batch if there is one.
  func turn() {
    let hasComputed = shell.turn()
    endTurn()
    nextTurn = hasComputed ? busyUntil : max(busyUntil, shell.nextTurn)
  }

  /// Tells it to leave.
  func stop(_ reason: StopReason) {
    shell.stop(reason)
    endTurn()
  }

  private func endTurn() {
    busyUntil = clock.endTurn()
    if life.isOver { diedAt = busyUntil }
    // θ, and while a new one comes in, both.
    if link.heldPayloads > 1, !life.isOver {
      watch.fail("a worker holds \(link.heldPayloads) payloads")
    }
  }

  /// Has a turn as soon as it can, since something has come in.
  func wake(at now: Instant) {
    nextTurn = min(nextTurn, max(now, busyUntil))
  }

  /// It stands still for a while, or for longer than it already does.
  ///
  /// - Returns: by how much all that it does is delayed.
  func pause(at now: Instant, for interval: Interval) -> Interval {
    let before = max(now, pausedUntil)
    pausedUntil = max(pausedUntil, now + interval)
    let delay = pausedUntil - before
    busyUntil = max(busyUntil, now) + delay
    nextTurn = max(nextTurn, busyUntil)
    return delay
  }
}
