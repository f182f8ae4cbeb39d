// Who takes part: what workers say, hello, ready, silence, loss.
extension Coordinator {
  mutating func received(
    _ message: WorkerMessage, from peer: PeerID, _ key: WorkerKey?, _ envelope: Envelope,
    _ payload: ReceivedPayload?, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if case .push(let push) = message, let payload {
      guard let position = roster.position(of: peer, key, envelope) else {
        effects.append(.discard(payload.handle))
        stray(peer, envelope, &effects)
        return rejoin(peer, &effects)
      }
      guard let worker = worker(of: position) else {
        effects.append(.discard(payload.handle))
        return close(position, reason: .misconduct(.workBeforeReady), at: now, &effects)
      }
      roster.hear(position, at: now)
      return pushed(push, payload, by: worker, in: position, at: now, &effects)
    }
    if let payload { effects.append(.discard(payload.handle)) }
    if case .hello(let hello) = message {
      return greet(peer, key, hello, at: now, &effects)
    }
    guard let position = roster.position(of: peer, key, envelope) else {
      stray(peer, envelope, &effects)
      if case .goodbye = message { return }
      return rejoin(peer, &effects)
    }
    roster.hear(position, at: now)
    switch message {
    case .hello:
      break
    case .heartbeat(let echo):
      roster.compareClock(position, echo, at: now)
      reportClock(of: position, &effects)
    case .push:
      close(position, reason: .misconduct(.emptyPush), at: now, &effects)
    case .ready(let fingerprint, let echo):
      roster.compareClock(position, echo, at: now)
      ready(position, fingerprint, at: now, &effects)
    case .unable(let reason):
      close(position, reason: .unable(reason), at: now, &effects)
    case .evaluated(let result):
      guard let worker = worker(of: position) else {
        return close(position, reason: .misconduct(.workBeforeReady), at: now, &effects)
      }
      evaluated(result, by: worker, in: position, at: now, &effects)
    case .arrived(let version):
      guard let worker = worker(of: position) else { return }
      workforce.parametersArrived(version, at: worker, at: now)
    case .goodbye(let reason):
      close(position, reason: .goodbye(reason), at: now, &effects)
    }
  }

  /// Where the worker of an active session stands in the workforce.
  func worker(of position: Int) -> Int? { workforce.position(of: roster.sessions[position].id) }

  // MARK: What belongs to no session

  /// Counts a message that belongs to no session of its peer.
  private mutating func stray(
    _ peer: PeerID, _ envelope: Envelope, _ effects: inout [CoordinatorEffect]
  ) {
    stray(roster.strayReason(of: peer, envelope), &effects)
  }

  private mutating func stray(_ reason: StrayReason, _ effects: inout [CoordinatorEffect]) {
    if roster.countStray(reason) {
      effects.append(.report(.strayMessage(reason, count: strayMessages)))
    } else {
      folding.fold(.strayMessages)
    }
  }

  private func rejoin(_ peer: PeerID, _ effects: inout [CoordinatorEffect]) {
    send(.rejoin, to: peer, &effects)
  }

  /// Sends a peer a message of no session.
  private func send(
    _ message: ServerMessage, to peer: PeerID, _ effects: inout [CoordinatorEffect]
  ) {
    effects.append(
      .send(message, to: peer, roster.envelope(of: .none), withParameters: false))
  }

  mutating func badFrame(
    from peer: PeerID, _ mistake: FrameMistake, _ reason: String, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    if roster.countBadFrame(mistake) {
      effects.append(.report(.badFrame(mistake, reason: reason, count: badFrames)))
    } else {
      folding.fold(.badFrames)
    }
    guard let position = roster.position(of: peer) else { return }
    rejoin(peer, &effects)
    close(position, reason: .badFrame(reason), at: now, &effects)
  }

  // MARK: Hello

  private mutating func greet(
    _ peer: PeerID, _ key: WorkerKey?, _ hello: Hello, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard roster.isAuthorized(key) else {
      return refuse(
        peer, hello, key.map { .unauthorized(key: $0.name) } ?? .noKey, at: now, &effects)
    }
    let known = roster.position(of: peer)
    if let known, roster.sessions[known].key != key { return stray(.otherKey, &effects) }
    if let known, roster.sessions[known].phase == .preparing {
      // Its first hello was answered, but it has not seen that yet.
      roster.hear(known, at: now)
      return welcome(roster.sessions[known], &effects)
    }
    if isEnding { send(.finished(nil), to: peer, &effects) }
    // It starts over.
    if let known { close(known, reason: .helloAgain, at: now, &effects) }
    if isEnding { return }
    if let kernel = configuration.requiredBLASKernel, kernel != hello.blasKernel {
      return refuse(
        peer, hello, .kernel(worker: hello.blasKernel, run: kernel), at: now, &effects)
    }
    guard makeRoom(at: now, &effects) else {
      // There may be room later: the worker asks again.
      let reason = RefusalReason.full(workers: Limits.sessionsMax)
      send(.busy(reason), to: peer, &effects)
      return reportRefusal(of: hello, reason, at: now, &effects)
    }
    let position = roster.open(peer: peer, key: key, hello, at: now)
    welcome(roster.sessions[position], &effects)
  }

  private func welcome(_ session: Session, _ effects: inout [CoordinatorEffect]) {
    effects.append(
      .send(
        .welcome(
          Welcome(
            job: configuration.job, microBatches: configuration.microBatches,
            sentAt: session.lastHeard)),
        to: session.peer, roster.envelope(of: session.id), withParameters: false))
  }

  private mutating func refuse(
    _ peer: PeerID, _ hello: Hello, _ reason: RefusalReason, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    send(.refused(reason), to: peer, &effects)
    reportRefusal(of: hello, reason, at: now, &effects)
  }

  private mutating func reportRefusal(
    of hello: Hello, _ reason: RefusalReason, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    if folding.tells(.refusals, at: now) {
      effects.append(.report(.workerRefused(name: hello.name, reason: reason)))
    }
  }

  /// Makes room for one more session where there is none, at the cost of one that is of no use.
  ///
  /// - Returns: whether there is room.
  private mutating func makeRoom(at now: Instant, _ effects: inout [CoordinatorEffect]) -> Bool {
    guard roster.isFull else { return true }
    // In the order in which they came, so that the first has had its place the longest.
    for position in roster.sessions.indices {
      let session = roster.sessions[position]
      guard now - session.openedAt >= Limits.idlePlaceTime else { continue }
      let reason: DepartureReason
      if session.phase == .preparing {
        reason = .displacedBeforeReady
      } else if let worker = workforce.position(of: session.id),
        workforce.workers[worker].isStraggling, !workforce.workers[worker].hasReturned
      {
        reason = .displacedWithoutResults
      } else {
        continue
      }
      if remove(position, reason: reason, at: now, &effects) { workersChanged(at: now, &effects) }
      return true
    }
    return false
  }

  // MARK: Ready

  private mutating func ready(
    _ position: Int, _ fingerprint: DataFingerprint, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard roster.sessions[position].phase == .preparing else {
      if let worker = worker(of: position), workforce.workers[worker].heldVersion != nil {
        // It has started over in a session that it had left, by a welcome that came late: what it
        // was sent is lost, and no worker would ever do it.
        rejoin(roster.sessions[position].peer, &effects)
        close(position, reason: .misconduct(.readyAgain), at: now, &effects)
      }
      return
    }
    guard let facts else { return roster.announce(position, fingerprint) }
    if admit(position, fingerprint, facts, at: now, &effects) { workersChanged(at: now, &effects) }
  }

  /// Makes a session active if its data are the job's, or refuses and removes it.
  private mutating func admit(
    _ position: Int, _ fingerprint: DataFingerprint, _ facts: DataFacts, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) -> Bool {
    let session = roster.sessions[position]
    if let reason = Self.difference(of: fingerprint, from: facts.fingerprint) {
      _ = roster.remove(position)
      refuse(session.peer, session.hello, reason, at: now, &effects)
      return false
    }
    effects.append(.allowPayloads(from: session.peer))
    let isReported = folding.tells(.sessions, at: now)
    roster.activate(position, isFolded: !isReported)
    workforce.add(session.id)
    if isReported {
      effects.append(
        .report(
          .workerJoined(session: session.id, hello: session.hello, key: session.key?.name)))
    }
    reportClock(of: position, &effects)
    return true
  }

  private static func difference(
    of its: DataFingerprint, from servers: DataFingerprint
  ) -> RefusalReason? {
    if its.training != servers.training {
      return .data(.training, worker: its.training, server: servers.training)
    }
    if its.validation != servers.validation {
      return .data(.validation, worker: its.validation, server: servers.validation)
    }
    return nil
  }

  private mutating func reportClock(of position: Int, _ effects: inout [CoordinatorEffect]) {
    if let report = roster.takeClockReport(position) { effects.append(.report(report)) }
  }

  /// Admits those that have loaded their data before the server had.
  mutating func admitAnnounced(
    _ facts: DataFacts, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    var position = 0
    while position < roster.sessions.count {
      if case .announced(let fingerprint) = roster.sessions[position].phase,
        !admit(position, fingerprint, facts, at: now, &effects)
      {
        continue
      }
      position += 1
    }
  }

  // MARK: Silence and loss

  mutating func undelivered(
    _ message: ServerMessage, to peer: PeerID, isGone: Bool, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    if isGone { return disconnected(peer, at: now, &effects) }
    guard let position = roster.position(of: peer) else { return }
    if case .heartbeat = message {
      // They pile up while a worker loads its data; anything else is meant to be read.
    } else {
      close(position, reason: .unread, at: now, &effects)
    }
  }

  mutating func disconnected(
    _ peer: PeerID, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard let position = roster.position(of: peer) else { return }
    close(position, reason: .disconnected, at: now, &effects)
  }

  mutating func tick(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    endIfAlone(at: now, &effects)
    if workforce.dropUnreliable(at: now) { assignWork(at: now, &effects) }
    speculate(at: now, &effects)
    retryCheckpoint(at: now, &effects)
    guard phase != .ended, roster.takeHeartbeat(at: now) else { return }
    var position = 0
    while position < roster.sessions.count {
      let session = roster.sessions[position]
      let hasWork = worker(of: position).map { workforce.workers[$0].hasWork } ?? false
      if let silence = roster.fatalSilence(of: position, hasWork: hasWork, at: now) {
        close(position, reason: .silent(silence), at: now, &effects)
        continue
      }
      effects.append(
        .send(
          .heartbeat(sentAt: now), to: session.peer, roster.envelope(of: session.id),
          withParameters: false))
      position += 1
    }
    while let (event, count) = folding.takeCount(at: now) {
      effects.append(.report(.repeated(event, count: count)))
    }
    reportWait(at: now, &effects)
    // An update that has been asked for above changes θ first, and what follows it looks again.
    if case .updating = phase { return }
    if checkpoints.dependsOnTime, isCheckpointDue(at: now) { writeCheckpoint(at: now, &effects) }
  }

  /// Takes the operator's new list, and ends the sessions of those that are not in it: what they had
  /// not done is assigned to others.
  mutating func authorized(
    _ keys: [WorkerKey], _ problem: String?, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    if let change = roster.authorize(keys, problem: problem) { effects.append(.report(change)) }
    // All of them go before any work of theirs is assigned: none of it is for one that goes as well.
    var hasChanged = false
    while let position = roster.firstUnauthorized {
      let session = roster.sessions[position]
      let name = session.key?.name ?? ""
      send(.refused(.keyRevoked(name)), to: session.peer, &effects)
      if remove(position, reason: .keyRevoked(name), at: now, &effects) { hasChanged = true }
    }
    if hasChanged { workersChanged(at: now, &effects) }
    endIfAlone(at: now, &effects)
  }

  /// Ends a session; what it had not done goes to others, in the same step.
  mutating func close(
    _ position: Int, reason: DepartureReason, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if remove(position, reason: reason, at: now, &effects) { workersChanged(at: now, &effects) }
    endIfAlone(at: now, &effects)
  }

  /// Ends a session; what it had not done is open, and is still to be assigned.
  ///
  /// - Returns: whether it took part in the work.
  mutating func remove(
    _ position: Int, reason: DepartureReason, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) -> Bool {
    var reassigned = reopenTask(of: roster.sessions[position].id, &effects) ? tree.leafCount : 0
    let session = roster.remove(position)
    if session.phase == .active { effects.append(.denyPayloads(from: session.peer)) }
    reassigned += workforce.remove(session.id)
    if case .shuttingDown = phase { return false }
    // A session whose beginning was reported has its end reported too.
    let isReported =
      session.phase == .active ? !session.isFolded : folding.tells(.unreadySessions, at: now)
    if isReported {
      effects.append(
        .report(
          .workerLeft(
            session: session.id, name: session.hello.name, reason: reason, reassigned: reassigned)))
    }
    return session.phase == .active
  }

  /// A worker came or went: start when there are enough, assign what is open.
  mutating func workersChanged(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    switch phase {
    case .gathering: startIfEnough(at: now, &effects)
    case .stepping, .evaluating: assignWork(at: now, &effects)
    case .streaming: continueStream(at: now, &effects)
    case .loadingData, .updating, .finishing, .shuttingDown, .ended: break
    }
  }
}
