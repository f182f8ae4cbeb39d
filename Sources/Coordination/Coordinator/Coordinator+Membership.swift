// Who takes part: hello, ready, silence, loss.
extension Coordinator {
  mutating func received(
    _ message: WorkerMessage, from peer: PeerID, _ key: WorkerKey?, _ envelope: Envelope,
    _ payload: ReceivedPayload?, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if case .push(let push) = message, let payload {
      guard let position = session(peer, key, envelope) else {
        effects.append(.discard(payload.handle))
        stray(peer, envelope, &effects)
        return rejoin(peer, &effects)
      }
      guard sessions[position].phase == .active else {
        effects.append(.discard(payload.handle))
        return close(position, reason: .misconduct(.workBeforeReady), at: now, &effects)
      }
      sessions[position].lastHeard = now
      let isBack = hasReturned(push, position, at: now)
      pushed(push, payload, by: position, at: now, &effects)
      if isBack { handOut(at: now, &effects) }
      return
    }
    if let payload { effects.append(.discard(payload.handle)) }
    if case .hello(let hello) = message {
      return greet(peer, key, hello, at: now, &effects)
    }
    guard let position = session(peer, key, envelope) else {
      stray(peer, envelope, &effects)
      if case .goodbye = message { return }
      return rejoin(peer, &effects)
    }
    sessions[position].lastHeard = now
    switch message {
    case .hello:
      break
    case .heartbeat(let echo):
      sessions[position].clock.take(echo, arrivedAt: now)
      tellClock(of: position, &effects)
    case .push:
      close(position, reason: .misconduct(.emptyPush), at: now, &effects)
    case .ready(let fingerprint, let echo):
      sessions[position].clock.take(echo, arrivedAt: now)
      ready(position, fingerprint, at: now, &effects)
    case .unable(let reason):
      close(position, reason: .unable(reason), at: now, &effects)
    case .evaluated where sessions[position].phase != .active:
      close(position, reason: .misconduct(.workBeforeReady), at: now, &effects)
    case .evaluated(let result):
      let isBack = hasReturned(result, position, at: now)
      evaluated(result, by: position, at: now, &effects)
      if isBack { handOut(at: now, &effects) }
    case .arrived(let version):
      arrived(version, at: position, at: now)
    case .goodbye(let reason):
      close(position, reason: .goodbye(reason), at: now, &effects)
    }
  }

  /// The session that a message belongs to: its peer's, opened with the same key.
  private func session(_ peer: PeerID, _ key: WorkerKey?, _ envelope: Envelope) -> Int? {
    guard envelope.job == configuration.jobFingerprint,
      envelope.generation == configuration.generation
    else { return nil }
    return sessions.firstIndex {
      $0.peer == peer && $0.id == envelope.session && $0.key == key
    }
  }

  /// Counts a message that belongs to no session of its peer.
  private mutating func stray(
    _ peer: PeerID, _ envelope: Envelope, _ effects: inout [CoordinatorEffect]
  ) {
    if envelope.job != configuration.jobFingerprint {
      stray(.otherJob, &effects)
    } else if envelope.generation != configuration.generation {
      stray(.otherGeneration, &effects)
    } else if sessions.contains(where: { $0.peer == peer && $0.id == envelope.session }) {
      stray(.otherKey, &effects)
    } else {
      stray(.unknownSession, &effects)
    }
  }

  private mutating func stray(_ reason: StrayReason, _ effects: inout [CoordinatorEffect]) {
    if strayMessageCount.count(reason) {
      effects.append(.report(.strayMessage(reason, count: strayMessages)))
    } else {
      folding.fold(.strayMessages)
    }
  }

  private func rejoin(_ peer: PeerID, _ effects: inout [CoordinatorEffect]) {
    effects.append(.send(.rejoin, to: peer, envelope(of: .none), withParameters: false))
  }

  private mutating func greet(
    _ peer: PeerID, _ key: WorkerKey?, _ hello: Hello, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard isAuthorized(key) else {
      return refuse(peer, hello, unauthorized(key), at: now, &effects)
    }
    let known = sessions.firstIndex { $0.peer == peer }
    if let known, sessions[known].key != key { return stray(.otherKey, &effects) }
    if let known, sessions[known].phase == .preparing {
      // Its first hello was answered, but it has not seen that yet.
      sessions[known].lastHeard = now
      return welcome(sessions[known], &effects)
    }
    if isEnding {
      effects.append(
        .send(
          .finished(nil), to: peer, envelope(of: .none), withParameters: false))
    }
    // It starts over.
    if let known { close(known, reason: .helloAgain, at: now, &effects) }
    if isEnding { return }
    if let kernel = configuration.requiredBLASKernel, kernel != hello.blasKernel {
      return refuse(
        peer, hello, .kernel(worker: hello.blasKernel, run: kernel), at: now, &effects)
    }
    guard makeRoom(at: now, &effects) else { return noRoom(peer, hello, at: now, &effects) }
    lastSession += 1
    let session = Session(
      id: SessionID(lastSession), peer: peer, key: key, hello: hello, openedAt: now,
      lastHeard: now)
    sessions.append(session)
    welcome(session, &effects)
  }

  private func welcome(_ session: Session, _ effects: inout [CoordinatorEffect]) {
    effects.append(
      .send(
        .welcome(
          Welcome(
            job: configuration.job, microBatches: configuration.microBatches,
            sentAt: session.lastHeard)),
        to: session.peer, envelope(of: session.id), withParameters: false))
  }

  private mutating func refuse(
    _ peer: PeerID, _ hello: Hello, _ reason: RefusalReason, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    effects.append(
      .send(.refused(reason), to: peer, envelope(of: .none), withParameters: false))
    if folding.tells(.refusals, at: now) {
      effects.append(.report(.workerRefused(name: hello.name, reason: reason)))
    }
  }

  /// Makes room for one more session where there is none, at the cost of one that is of no use.
  ///
  /// - Returns: whether there is room.
  private mutating func makeRoom(at now: Instant, _ effects: inout [CoordinatorEffect]) -> Bool {
    guard sessions.count >= Limits.sessionsMax else { return true }
    // In the order in which they came, so that the first has had its place the longest.
    let isUseless = { (session: Session) in
      now - session.openedAt >= Limits.idlePlaceTime
        && (session.phase == .preparing || session.isLate && !session.hasReturned)
    }
    guard let position = sessions.firstIndex(where: isUseless) else { return false }
    let reason: DepartureReason =
      sessions[position].phase == .preparing ? .displacedBeforeReady : .displacedWithoutResults
    if remove(position, reason: reason, at: now, &effects) { workersChanged(at: now, &effects) }
    return true
  }

  /// There may be room later: the worker goes on asking.
  private mutating func noRoom(
    _ peer: PeerID, _ hello: Hello, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    let reason = RefusalReason.full(workers: Limits.sessionsMax)
    effects.append(
      .send(.busy(reason), to: peer, envelope(of: .none), withParameters: false))
    if folding.tells(.refusals, at: now) {
      effects.append(.report(.workerRefused(name: hello.name, reason: reason)))
    }
  }

  private mutating func ready(
    _ position: Int, _ fingerprint: DataFingerprint, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    guard sessions[position].phase == .preparing else {
      if sessions[position].heldVersion != nil {
        // It has started over in a session that it had left, by a welcome that came late: what it
        // was given is lost, and nobody would ever do it.
        rejoin(sessions[position].peer, &effects)
        close(position, reason: .misconduct(.readyAgain), at: now, &effects)
      }
      return
    }
    guard let facts else {
      sessions[position].phase = .announced(fingerprint)
      return
    }
    if admit(position, fingerprint, facts, at: now, &effects) { workersChanged(at: now, &effects) }
  }

  /// Makes a session active if its data are the job's, or refuses and removes it.
  private mutating func admit(
    _ position: Int, _ fingerprint: DataFingerprint, _ facts: DataFacts, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) -> Bool {
    let session = sessions[position]
    if let reason = Self.difference(of: fingerprint, from: facts.fingerprint) {
      sessions.remove(at: position)
      refuse(session.peer, session.hello, reason, at: now, &effects)
      return false
    }
    sessions[position].phase = .active
    effects.append(.allowPayloads(from: session.peer))
    sessions[position].isFolded = !folding.tells(.sessions, at: now)
    if !sessions[position].isFolded {
      effects.append(
        .report(
          .workerJoined(session: session.id, hello: session.hello, key: session.key?.name)))
    }
    tellClock(of: position, &effects)
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

  mutating func dataReady(
    _ facts: DataFacts, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard phase == .loadingData else { return }
    self.facts = facts
    schedule = StepSchedule(
      samples: facts.trainingSamples, batch: configuration.batch, length: configuration.length)
    if schedule.totalSteps == 0 {
      return finish(.completed(.noSteps), at: now, &effects)
    }
    // What a run has ended by that is to go on without more patience: nobody needs to tell it again.
    if validationHistory.lastVersion == version, let completion = lostPatience {
      return finish(.completed(completion), at: now, &effects)
    }
    phase = .gathering
    var position = 0
    while position < sessions.count {
      if case .announced(let fingerprint) = sessions[position].phase,
        !admit(position, fingerprint, facts, at: now, &effects)
      {
        continue
      }
      position += 1
    }
    workersChanged(at: now, &effects)
  }

  mutating func badFrame(
    from peer: PeerID, _ mistake: FrameMistake, _ reason: String, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    if badFrameCount.count(mistake) {
      effects.append(.report(.badFrame(mistake, reason: reason, count: badFrames)))
    } else {
      folding.fold(.badFrames)
    }
    guard let position = sessions.firstIndex(where: { $0.peer == peer }) else { return }
    rejoin(peer, &effects)
    close(position, reason: .badFrame(reason), at: now, &effects)
  }

  mutating func undelivered(
    _ message: ServerMessage, to peer: PeerID, isGone: Bool, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    if isGone { return disconnected(peer, at: now, &effects) }
    guard let position = sessions.firstIndex(where: { $0.peer == peer }) else { return }
    if case .heartbeat = message {
      // They pile up while a worker loads its data; anything else is meant to be read.
    } else {
      close(position, reason: .unread, at: now, &effects)
    }
  }

  mutating func disconnected(
    _ peer: PeerID, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    guard let position = sessions.firstIndex(where: { $0.peer == peer }) else { return }
    close(position, reason: .disconnected, at: now, &effects)
  }

  mutating func tick(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    endIfAlone(at: now, &effects)
    dropOverdue(at: now, &effects)
    speculate(at: now, &effects)
    retryCheckpoint(at: now, &effects)
    guard phase != .ended, now >= nextHeartbeat else { return }
    nextHeartbeat = now + Limits.heartbeatInterval
    var position = 0
    while position < sessions.count {
      let session = sessions[position]
      if let limit = silenceLimit(of: session), now - session.lastHeard > limit {
        close(
          position, reason: .silent(now - session.lastHeard), at: now, &effects)
        continue
      }
      effects.append(
        .send(
          .heartbeat(sentAt: now), to: session.peer, envelope(of: session.id),
          withParameters: false))
      position += 1
    }
    while let (event, count) = folding.takeCount(at: now) {
      effects.append(.report(.repeated(event, count: count)))
    }
    reportWait(at: now, &effects)
    // An update that has been asked for above changes θ first, and what follows it looks again.
    if case .updating = phase { return }
    if case .time = configuration.checkpoints, isCheckpointDue(at: now) {
      checkpointIfNew(at: now, &effects)
    }
  }

  /// How long the session may be silent; nil while it loads data, which may take any time. Whether
  /// its process lives is then for the connection to find out.
  private func silenceLimit(of session: Session) -> Interval? {
    switch session.phase {
    case .preparing: nil
    case .announced: configuration.heartbeatTimeout
    case .active where session.outstanding > 0 || session.isLate:
      configuration.heartbeatTimeout * Limits.busySilenceFactor
    case .active: configuration.heartbeatTimeout
    }
  }

  /// Ends a session; what it had not done goes to others, in the same step.
  mutating func close(
    _ position: Int, reason: DepartureReason, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) {
    if remove(position, reason: reason, at: now, &effects) { workersChanged(at: now, &effects) }
    endIfAlone(at: now, &effects)
  }

  /// Ends a session; what it had not done is open, and others are still to be given it.
  ///
  /// - Returns: whether it took part in the work.
  mutating func remove(
    _ position: Int, reason: DepartureReason, at now: Instant, _ effects: inout [CoordinatorEffect]
  ) -> Bool {
    let units = sessions[position].task == nil ? 0 : tree.leafCount
    takeTask(from: position, &effects)
    let session = sessions.remove(at: position)
    if session.phase == .active { effects.append(.denyPayloads(from: session.peer)) }
    endTurn(of: session.id)
    if case .parting = phase { return false }
    let reassigned = units + ledger.release(session.id)
    // Whose coming was told, its end is told too.
    let isTold =
      session.phase == .active
      ? !session.isFolded : folding.tells(.unreadySessions, at: now)
    if isTold {
      effects.append(
        .report(
          .workerLeft(
            session: session.id, name: session.hello.name, reason: reason, reassigned: reassigned)))
    }
    return session.phase == .active
  }

  var activeCount: Int {
    var count = 0
    for session in sessions where session.phase == .active { count += 1 }
    return count
  }

  /// A worker came or went: start when there are enough, hand out what is open.
  mutating func workersChanged(at now: Instant, _ effects: inout [CoordinatorEffect]) {
    switch phase {
    case .gathering: startIfEnough(at: now, &effects)
    case .stepping, .evaluating: handOut(at: now, &effects)
    case .streaming: continueStream(at: now, &effects)
    case .loadingData, .updating, .finishing, .parting, .ended: break
    }
  }
}
