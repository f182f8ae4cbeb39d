/// θ to one worker after the other, where the operator asks for it.
///
/// Sent to all W workers at once over a link that it fills, θ reaches all of them at the end, and all
/// their gradients follow: with p for the time of one on the link, 2 W p a step. Staggered, the first
/// workers compute and push, the other way along the link, while θ is on its way to the rest: (W + 1) p.
struct StaggeredBroadcast: Equatable {
  /// A θ that is on its way to a worker, while the others wait for theirs.
  struct Transfer: Equatable {
    let session: SessionID
    /// When it is no longer waited for: the worker, or the way to it, is not what it was.
    let deadline: Instant
  }

  /// Whether broadcasts are staggered. Where each push moves θ they are not: workers ask for it at times
  /// of their own.
  let isUsed: Bool
  /// What is on its way.
  private(set) var transfer: Transfer?
  /// How long a transfer may take as long as none has been measured: half as long after each that took
  /// longer, so that any number of workers that never confirm one cost no more than a few such times.
  private var unmeasuredPatience = Limits.unmeasuredOrderTime

  init(isUsed: Bool) {
    self.isUsed = isUsed
  }

  /// θ is sent to a worker.
  ///
  /// - Parameter usual: how long it takes to the worker, or to the slowest; nil where none is known.
  mutating func begin(to session: SessionID, usual: Interval?, at now: Instant) {
    let patience = usual.map { $0 * Limits.turnFactor + Limits.latenessSlack } ?? unmeasuredPatience
    transfer = Transfer(session: session, deadline: now + patience)
  }

  /// θ has reached the worker, or the worker has gone.
  mutating func end(of session: SessionID) {
    if transfer?.session == session { transfer = nil }
  }

  /// Gives up waiting for a transfer that takes too long.
  mutating func giveUp(at now: Instant) {
    guard let transfer, now >= transfer.deadline else { return }
    self.transfer = nil
    unmeasuredPatience = max(unmeasuredPatience / 2, Limits.latenessSlack)
  }
}

extension Workforce {
  /// Whether a worker must wait before it is sent work at the current version.
  func mustAwaitParameters(_ worker: Worker) -> Bool {
    broadcast.isUsed && worker.heldVersion != version
      && (broadcast.transfer != nil || worker.awaitsParameters)
  }

  /// θ is sent to a worker.
  mutating func sendParameters(to position: Int, at now: Instant) {
    var usual = workers[position].transferTime
    if usual == nil {
      // The slowest other's stands for one that has not been measured.
      for worker in workers {
        if let other = worker.transferTime { usual = max(usual ?? other, other) }
      }
    }
    change(position) { $0.parametersSentAt = now }
    broadcast.begin(to: workers[position].session, usual: usual, at: now)
  }

  /// A worker confirms that θ of this version has arrived.
  mutating func parametersArrived(_ version: UInt64, at position: Int, at now: Instant) {
    guard let sentAt = workers[position].parametersSentAt,
      workers[position].heldVersion == version
    else { return }
    change(position) {
      $0.parametersSentAt = nil
      $0.transferTime = now - sentAt
    }
    broadcast.end(of: workers[position].session)
  }

  /// When the next worker is sent θ whatever happens; nil where none waits for it.
  var broadcastDeadline: Instant? {
    // A deadline at which nothing is done would make the shell tick again at once, without end.
    guard let transfer = broadcast.transfer, workers.contains(where: \.awaitsParameters) else {
      return nil
    }
    return transfer.deadline
  }

  /// Sends the next worker its orders, and θ with the first of them, when none is on its way.
  mutating func continueBroadcast(at now: Instant) {
    broadcast.giveUp(at: now)
    while broadcast.transfer == nil, let position = workers.firstIndex(where: \.awaitsParameters) {
      change(position) { $0.occupation = .idle }
      var from = 0
      while let run = ledger.run(of: workers[position].session, from: from) {
        order(run, of: version, from: position, at: now)
        from = run.upperBound
      }
    }
  }
}
