// θ to one worker after the other, where `sendsInTurn` asks for it.
//
// Sent to all W workers at once over a link that it fills, θ reaches all of them at the end, and all
// their gradients follow: with p for the time of one on the link, 2 W p a step. In turn the first
// workers compute and push, the other way along the link, while θ is on its way to the rest: (W + 1) p.
extension Coordinator {
  /// A θ that is on its way to a worker whose turn it is.
  struct Turn: Equatable {
    let session: SessionID
    /// When it is no longer waited for: the worker, or the way to it, is not what it was.
    let deadline: Instant
  }

  /// Whether θ goes to one after the other: where each push moves θ, workers ask for it at times of
  /// their own.
  var sendsInTurn: Bool { configuration.sendsInTurn && isSynchronous }

  /// Whether a session must wait before it is sent work at the current version.
  func mustWaitForTurn(_ position: Int) -> Bool {
    let session = sessions[position]
    return sendsInTurn && session.heldVersion != version && (turn != nil || session.awaitsTurn)
  }

  /// A session is being sent θ: it is its turn.
  mutating func takeTurn(_ position: Int, at now: Instant) {
    sessions[position].parametersSentAt = now
    turn = Turn(session: sessions[position].id, deadline: now + patience(with: position))
  }

  /// How long θ may be on its way before the next worker has its turn.
  private func patience(with position: Int) -> Interval {
    var way = sessions[position].way
    if way == nil {
      // The slowest other's stands for one that has not been measured.
      for session in sessions {
        if let other = session.way { way = max(way ?? other, other) }
      }
    }
    return way.map { $0 * Limits.turnFactor + Limits.latenessSlack } ?? unmeasuredTurn
  }

  /// θ of this version has arrived.
  mutating func arrived(_ version: UInt64, at position: Int, at now: Instant) {
    guard let sentAt = sessions[position].parametersSentAt,
      sessions[position].heldVersion == version
    else { return }
    sessions[position].parametersSentAt = nil
    sessions[position].way = now - sentAt
    endTurn(of: sessions[position].id)
  }

  /// The session has had its turn, or has gone.
  mutating func endTurn(of session: SessionID) {
    if turn?.session == session { turn = nil }
  }

  /// Whether workers are given work at all.
  private var hasTurns: Bool {
    switch phase {
    case .stepping, .evaluating: true
    case .loadingData, .gathering, .streaming, .updating, .finishing, .parting, .ended: false
    }
  }

  /// When the turn passes whatever happens; nil where nobody waits for it.
  var turnDeadline: Instant? {
    // A deadline at which nothing is done would make the shell tick again at once, without end.
    guard hasTurns, let turn, sessions.contains(where: \.awaitsTurn) else { return nil }
    return turn.deadline
  }

  /// Sends the next worker its orders, and θ with the first of them, when the turn is free.
  mutating func passTurn(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    guard hasTurns else { return }
    if let turn, now >= turn.deadline {
      self.turn = nil
      // Any number of workers that never say that they have θ cost no more than a few such times.
      unmeasuredTurn = max(unmeasuredTurn / 2, Limits.latenessSlack)
    }
    while turn == nil, let position = sessions.firstIndex(where: \.awaitsTurn) {
      sessions[position].awaitsTurn = false
      sessions[position].outstanding = 0
      var from = 0
      while let run = ledger.run(of: sessions[position].id, from: from) {
        order(run, of: version, from: position, at: now, &effects)
        from = run.upperBound
      }
    }
  }
}
