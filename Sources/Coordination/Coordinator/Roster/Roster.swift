/// Who takes part: the sessions of the workers, the keys that the operator authorizes, heartbeats, and
/// the messages that belong to no session.
///
/// Invariants: the ids of `sessions` ascend; no two sessions have the same peer; where there are keys,
/// every session's key is authorized.
struct Roster {
  /// In ascending order of their ids, which is the order of their hellos.
  private(set) var sessions: [Session] = []
  /// The keys that are accepted; nil where workers have no keys.
  private(set) var authorizedKeys: [WorkerKey]?
  /// What came in that is no message.
  private(set) var badFrames = KindCount<FrameMistake>()
  /// Messages of another job, generation, session or key.
  private(set) var strayMessages = KindCount<StrayReason>()
  /// When heartbeats are due next.
  private(set) var nextHeartbeat = Instant.origin

  private var lastID: UInt32 = 0
  /// The keys of connections that the link has rejected, the first few.
  private var rejectedKeys: [String] = []
  private let job: UInt64
  private let generation: UInt64
  private let heartbeatTimeout: Interval

  init(_ configuration: CoordinatorConfiguration) {
    authorizedKeys = configuration.authorizedKeys
    job = configuration.jobFingerprint
    generation = configuration.generation
    heartbeatTimeout = configuration.heartbeatTimeout
  }

  // MARK: Sessions

  /// Whether another session needs the place of one of these.
  var isFull: Bool { sessions.count >= Limits.sessionsMax }

  /// The session that is open with a peer.
  func position(of peer: PeerID) -> Int? { sessions.firstIndex { $0.peer == peer } }

  /// A session by its id.
  func position(of id: SessionID) -> Int? {
    var lower = 0
    var upper = sessions.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if sessions[middle].id < id { lower = middle + 1 } else { upper = middle }
    }
    return lower < sessions.count && sessions[lower].id == id ? lower : nil
  }

  /// The session that a message belongs to: its peer's, opened with the same key.
  func position(of peer: PeerID, _ key: WorkerKey?, _ envelope: Envelope) -> Int? {
    guard envelope.job == job, envelope.generation == generation else { return nil }
    return sessions.firstIndex {
      $0.peer == peer && $0.id == envelope.session && $0.key == key
    }
  }

  /// What a message to a session, or to a peer without one (`SessionID.none`), carries.
  func envelope(of session: SessionID) -> Envelope {
    Envelope(session: session, generation: generation, job: job)
  }

  /// Opens a session.
  ///
  /// - Returns: its position.
  mutating func open(peer: PeerID, key: WorkerKey?, _ hello: Hello, at now: Instant) -> Int {
    lastID += 1
    sessions.append(
      Session(
        id: SessionID(lastID), peer: peer, key: key, hello: hello, openedAt: now, lastHeard: now))
    return sessions.count - 1
  }

  /// A message has come from a session.
  mutating func hear(_ position: Int, at now: Instant) { sessions[position].lastHeard = now }

  /// A worker has loaded data with this fingerprint, which the server can't judge yet.
  mutating func announce(_ position: Int, _ fingerprint: DataFingerprint) {
    sessions[position].phase = .announced(fingerprint)
  }

  /// A worker's data are the job's.
  mutating func activate(_ position: Int, isFolded: Bool) {
    sessions[position].phase = .active
    sessions[position].isFolded = isFolded
  }

  /// Ends a session.
  mutating func remove(_ position: Int) -> Session { sessions.remove(at: position) }

  // MARK: Clocks and heartbeats

  /// An echo of the server's clock has come from a worker.
  mutating func compareClock(_ position: Int, _ echo: ClockEcho, at now: Instant) {
    sessions[position].clock.take(echo, arrivedAt: now)
  }

  /// The comparison of a worker's clock with the server's, when it is first known and whenever it has
  /// become known more than twice as well as it was last reported.
  mutating func takeClockReport(_ position: Int) -> RunEvent? {
    let session = sessions[position]
    guard session.phase == .active, !session.isFolded, let best = session.clock.best else {
      return nil
    }
    if let reported = session.reportedRoundTrip, best.roundTrip + best.roundTrip >= reported {
      return nil
    }
    sessions[position].reportedRoundTrip = best.roundTrip
    return .clockCompared(
      session: session.id, name: session.hello.name, offset: best.offset,
      roundTrip: best.roundTrip)
  }

  /// Whether heartbeats are due, which then are an interval later.
  mutating func takeHeartbeat(at now: Instant) -> Bool {
    guard now >= nextHeartbeat else { return false }
    nextHeartbeat = now + Limits.heartbeatInterval
    return true
  }

  /// For how long a session has been silent that is given up for it: longer than the heartbeat timeout
  /// t, or where it has work and answers only between two micro-batches than `busySilenceFactor` t.
  /// A worker that loads its data may be silent for any time: whether its process lives is for its
  /// connection to find out.
  func fatalSilence(of position: Int, hasWork: Bool, at now: Instant) -> Interval? {
    let session = sessions[position]
    let limit: Interval
    switch session.phase {
    case .preparing: return nil
    case .active where hasWork: limit = heartbeatTimeout * Limits.busySilenceFactor
    case .announced, .active: limit = heartbeatTimeout
    }
    let silence = now - session.lastHeard
    return silence > limit ? silence : nil
  }

  // MARK: Keys

  /// Whether a worker with this key may take part. Where there are keys none may without one, and
  /// where there are none no worker has one.
  func isAuthorized(_ key: WorkerKey?) -> Bool {
    guard let authorizedKeys else { return key == nil }
    return key.map(authorizedKeys.contains) ?? false
  }

  /// Takes the operator's new list.
  ///
  /// - Returns: the change, for the log; nil where there is none and nothing is wrong with the list.
  mutating func authorize(_ keys: [WorkerKey], problem: String?) -> RunEvent? {
    let before = authorizedKeys ?? []
    authorizedKeys = keys
    let added = keys.filter { !before.contains($0) }.map(\.name)
    let removed = before.filter { !keys.contains($0) }.map(\.name)
    guard !added.isEmpty || !removed.isEmpty || problem != nil else { return nil }
    return .keysChanged(count: keys.count, added: added, removed: removed, problem: problem)
  }

  /// The first session whose key is no longer authorized.
  var firstUnauthorized: Int? { sessions.firstIndex { !isAuthorized($0.key) } }

  /// Whether a rejected connection's key is reported: each once, and so many only, since strangers can
  /// have as many as they like.
  mutating func isNewRejection(_ key: String) -> Bool {
    guard rejectedKeys.count < Limits.turnedAwayKeysMax, !rejectedKeys.contains(key) else {
      return false
    }
    rejectedKeys.append(key)
    return true
  }

  // MARK: What belongs to no session

  /// Counts something that is no message.
  ///
  /// - Returns: whether it is the first of its kind.
  mutating func countBadFrame(_ mistake: FrameMistake) -> Bool { badFrames.count(mistake) }

  /// Counts a message that belongs to no session of its peer.
  ///
  /// - Returns: whether it is the first of its kind.
  mutating func countStray(_ reason: StrayReason) -> Bool { strayMessages.count(reason) }

  /// Why a message belongs to no session that is open with its peer and its key.
  func strayReason(of peer: PeerID, _ envelope: Envelope) -> StrayReason {
    if envelope.job != job { return .otherJob }
    if envelope.generation != generation { return .otherGeneration }
    let isOpen = sessions.contains { $0.peer == peer && $0.id == envelope.session }
    return isOpen ? .otherKey : .unknownSession
  }

  // MARK: Invariants

  /// What of `Roster`'s invariants does not hold; nil where all do.
  var violatedInvariant: String? {
    for (position, session) in sessions.enumerated() {
      if position > 0, sessions[position - 1].id >= session.id {
        return "session ids do not ascend: \(session.id)"
      }
      if sessions[..<position].contains(where: { $0.peer == session.peer }) {
        return "two sessions have the peer \(session.peer)"
      }
      if !isAuthorized(session.key) { return "\(session.id) has a key that is not authorized" }
    }
    return nil
  }
}
