import Coordination

// What goes wrong, one thing after the other.
extension Universe {
  func nextFaultInterval() -> Interval {
    chance.interval(upTo: scenario.faultInterval * 2)
  }

  /// Lets one thing go wrong, and plans the next.
  func injectFault() {
    agenda.add(.fault, at: clock.now + nextFaultInterval())
    let worker = chance.below(workers.count)
    let kind = drawKind()
    let interactions = chance.happens(0.25) ? 0 : chance.below(24)
    let pause =
      chance.happens(0.5)
      ? chance.interval(upTo: scenario.downtime)
      : chance.interval(from: .milliseconds(1), to: scenario.heartbeatTimeout * 3)
    trace.note("fault: \(kind)")
    if inject(kind, worker: worker, interactions: interactions, pause: pause) { faults[kind] += 1 }
  }

  private func drawKind() -> FaultKind {
    let weights = scenario.faultWeights
    var number = chance.below(weights.reduce(0) { $0 + $1.weight })
    for (kind, weight) in weights {
      if number < weight { return kind }
      number -= weight
    }
    return weights[0].kind
  }

  /// - Returns: whether it has happened. The disk counts for itself whether its trouble was met.
  private func inject(
    _ kind: FaultKind, worker: Int, interactions: Int, pause: Interval
  ) -> Bool {
    switch kind {
    case .disconnection:
      return network.disconnect(worker)
    case .stall:
      guard network.stall(worker, for: pause) else { return false }
      breakLater(worker, after: pause)
      return true
    case .workerKill:
      guard let process = workers[worker].process else { return false }
      kill(process, worker, afterInteractions: interactions)
      return true
    case .workerPause:
      guard let process = workers[worker].process else { return false }
      let delay = process.pause(at: clock.now, for: pause)
      network.workerPaused(worker, at: clock.now, for: delay)
      breakLater(worker, after: pause)
      return true
    case .workerHang:
      guard let process = workers[worker].process else { return false }
      let hang = chance.interval(upTo: scenario.heartbeatTimeout * (2 * Limits.busySilenceFactor))
      let delay = process.pause(at: clock.now, for: hang)
      network.workerPaused(worker, at: clock.now, for: delay)
      return true
    case .workerStop:
      guard workers[worker].process != nil else { return false }
      agenda.add(.stopWorker(worker), at: clock.now)
      return true
    case .slowness:
      workers[worker].pace.slowness = UInt64(chance.number(in: 2...20))
      agenda.add(.endSlowness(worker), at: clock.now + pause)
      return true
    case .serverKill:
      guard let server else { return false }
      server.life.end(afterInteractions: interactions)
      return true
    case .powerLoss:
      guard let server else { return false }
      server.life.end()
      disk.losePower()
      settleServer()
      return true
    case .serverStop:
      guard let server else { return false }
      hasStopped = true
      server.shell.stop(.terminated)
      settleServer()
      return true
    case .serverPause:
      guard let server else { return false }
      server.pause(until: clock.now + pause)
      return true
    case .diskFull:
      disk.trouble = .full(bytesLeft: chance.below(1024))
      agenda.add(.healDisk, at: clock.now + pause)
      return false
    case .diskError:
      disk.trouble = .error(afterOperations: chance.below(24))
      agenda.add(.healDisk, at: clock.now + pause)
      return false
    case .duplicate, .reordering, .corruption, .forgery, .silence, .flood:
      return false
    }
  }

  /// A connection whose other end is silent for long is given up by this one's transport.
  private func breakLater(_ worker: Int, after pause: Interval) {
    if pause > scenario.heartbeatTimeout {
      agenda.add(.disconnect(worker), at: clock.now + scenario.heartbeatTimeout)
    }
  }

  private func kill(_ process: WorkerProcess, _ worker: Int, afterInteractions count: Int) {
    if count == 0 {
      // At this instant, maybe in the middle of a computation.
      process.life.end()
      process.diedAt = clock.now
      settleWorker(worker)
    } else {
      process.life.end(afterInteractions: count)
    }
  }
}
