/// The state machine of a worker: finds the server, prepares the job, computes what it is told, one
/// micro-batch at a time, adds up whole subtrees and pushes them. It owns nothing that can't be
/// lost.
public struct WorkerSession: Sendable {
  enum Phase: Equatable {
    /// Says hello until it is answered.
    case seeking
    /// Prepares the job.
    case preparing
    /// Takes work.
    case joined
    case ended
  }

  /// A job that was prepared, kept so that a new session for the same job can start at once.
  struct PreparedJob: Equatable {
    let text: String
    let microBatches: Int
    let fingerprint: DataFingerprint
  }

  /// The last time that the server has told, and when.
  struct ServerStamp: Equatable {
    let sentAt: Instant
    let receivedAt: Instant
  }

  let hello: Hello
  let serverTimeout: Interval
  var phase = Phase.seeking
  var envelope = Envelope.unaddressed
  var job = ""
  /// When the present session began.
  var joinedAt: Instant
  /// Sessions in a row that ended soon after they had begun.
  var shortSessions = 0
  /// What the server last said of having no room, so that it is told once.
  var toldBusy: RefusalReason?
  var tree = ReductionTree(leafCount: 1)
  var serverStamp: ServerStamp
  var preparedJob: PreparedJob?
  var work = WorkInHand()
  var backoff: Backoff
  /// Hellos said since a session was last joined or a connection made.
  var hellosByThisConnection: UInt64 = 0
  var badFrameCount = KindCount<FrameMistake>()
  /// Why the server does not let it in, since it was last heard from.
  var handshakeFailure: HandshakeFailure?
  /// Handshakes broken off since then.
  var brokenHandshakes = 0
  var lastHeard: Instant
  var nextHello: Instant
  var nextHeartbeat: Instant

  /// A session that has not said hello yet.
  ///
  /// - Parameter serverTimeout: how long no server may answer before the worker gives up.
  public init(hello: Hello, serverTimeout: Interval, startingAt now: Instant) {
    self.hello = hello
    self.serverTimeout = serverTimeout
    backoff = Backoff(name: hello.name)
    serverStamp = ServerStamp(sentAt: now, receivedAt: now)
    lastHeard = now
    joinedAt = now
    nextHello = now
    nextHeartbeat = now
  }

  /// When the shell should send a `tick` if nothing else happens.
  public var nextTick: Instant {
    min(phase == .seeking ? nextHello : nextHeartbeat, lastHeard + serverTimeout)
  }

  /// Takes one input and appends what is to be done to `effects`.
  public mutating func step(
    _ input: WorkerSessionInput, at now: Instant, into effects: inout [WorkerSessionEffect]
  ) {
    if phase == .ended {
      if case .received(_, _, let payload?) = input { effects.append(.discard(payload)) }
      return
    }
    switch input {
    case .tick:
      tick(at: now, &effects)
    case .idle:
      if phase == .joined { work.begin(at: now, &effects) }
    case .received(let message, let envelope, let payload):
      received(message, envelope, payload, at: now, &effects)
    case .undelivered(let message):
      undelivered(message, at: now, &effects)
    case .badFrame(let mistake, let reason):
      if badFrameCount.count(mistake) {
        effects.append(.report(.badFrame(mistake, reason: reason)))
      }
      seek(at: now)
    case .handshakeFailed(let failure):
      handshakeFailed(failure, &effects)
    case .prepared(let fingerprint):
      guard phase == .preparing else { return }
      preparedJob = PreparedJob(
        text: job, microBatches: tree.leafCount, fingerprint: fingerprint)
      // Loading takes its time, in which nothing was read.
      lastHeard = now
      join(fingerprint, at: now, &effects)
    case .preparationFailed(let failure):
      guard phase == .preparing else { return }
      effects.append(.send(.unable(failure.reported), envelope))
      end(.unprepared(failure.reason), &effects)
    case .computed(let lossSum):
      work.computed(lossSum, envelope, at: now, &effects)
    case .evaluated(let tally):
      work.evaluated(tally, envelope, &effects)
    case .stopRequested(let reason):
      if phase != .seeking { effects.append(.send(.goodbye(.stopping(reason)), envelope)) }
      end(.left(reason), &effects)
    }
  }

  private mutating func tick(at now: Instant, _ effects: inout [WorkerSessionEffect]) {
    if now - lastHeard >= serverTimeout {
      if let handshakeFailure {
        return end(.notConnected(handshakeFailure, after: serverTimeout), &effects)
      }
      return end(.lostServer(after: serverTimeout), &effects)
    }
    switch phase {
    case .seeking where now >= nextHello:
      sayHello(at: now, &effects)
    case .joined where now - lastHeard >= Limits.serverSilenceMax:
      // The connection is broken without either end knowing, or the server stands still.
      effects.append(.report(.rejoining))
      effects.append(.reconnect)
      seek(at: now)
    case .joined where now >= nextHeartbeat:
      nextHeartbeat = now + Limits.heartbeatInterval
      effects.append(.send(.heartbeat(echo(at: now)), envelope))
    default:
      break
    }
  }

  private func echo(at now: Instant) -> ClockEcho {
    ClockEcho(
      serverSentAt: serverStamp.sentAt, receivedAt: serverStamp.receivedAt, sentAt: now)
  }

  private mutating func sayHello(at now: Instant, _ effects: inout [WorkerSessionEffect]) {
    if hellosByThisConnection >= Limits.hellosPerConnection {
      hellosByThisConnection = 0
      effects.append(.reconnect)
    }
    hellosByThisConnection += 1
    nextHello = now + backoff.next()
    effects.append(.send(.hello(hello), .unaddressed))
  }

  private mutating func received(
    _ message: ServerMessage, _ envelope: Envelope, _ payload: PayloadHandle?, at now: Instant,
    _ effects: inout [WorkerSessionEffect]
  ) {
    lastHeard = now
    handshakeFailure = nil
    brokenHandshakes = 0
    if case .work(let order) = message, phase == .joined, envelope == self.envelope {
      return ordered(order, payload, at: now, &effects)
    }
    if let payload { effects.append(.discard(payload)) }
    switch message {
    case .welcome(let welcome):
      // One that comes before it has asked again is of the session before, or of a server that will
      // not let it wait.
      guard phase == .seeking, hellosByThisConnection > 0 else { return }
      self.envelope = envelope
      job = welcome.job
      joinedAt = now
      toldBusy = nil
      tree = ReductionTree(leafCount: welcome.microBatches)
      serverStamp = ServerStamp(sentAt: welcome.sentAt, receivedAt: now)
      effects.append(.report(.joined(session: envelope.session)))
      if let preparedJob, preparedJob.text == job,
        preparedJob.microBatches == welcome.microBatches
      {
        join(preparedJob.fingerprint, at: now, &effects)
      } else {
        phase = .preparing
        effects.append(.prepare(welcome))
      }
    case .refused(let reason):
      end(.refused(reason), &effects)
    case .busy(let reason):
      guard phase == .seeking, toldBusy != reason else { return }
      toldBusy = reason
      effects.append(.report(.noRoom(reason)))
    case .rejoin:
      // One that answers a message of the last session may still come when the next is sought.
      guard phase != .seeking else { return }
      effects.append(.report(.rejoining))
      seek(at: now)
    case .finished(let outcome):
      if phase == .seeking {
        // Came too late for a session; what answers a message of the last one does not count.
        guard envelope.session == .none else { return }
      } else {
        guard envelope == self.envelope else { return }
        effects.append(.send(.goodbye(.runOver), envelope))
      }
      end(.finished(outcome), &effects)
    case .heartbeat(let sentAt):
      // One server's clock says nothing of another's.
      guard envelope == self.envelope else { return }
      serverStamp = ServerStamp(sentAt: sentAt, receivedAt: now)
    case .work:
      break
    }
  }

  /// Hellos are said again. The server would wait for anything else, from a worker whose heartbeats
  /// it hears: a new session gives the work to whoever can answer. Where not even a heartbeat
  /// leaves, there may be no connection; but what was sent before may still arrive by it, so that a
  /// new one has to wait for hellos that are not answered.
  private mutating func undelivered(
    _ message: WorkerMessage, at now: Instant, _ effects: inout [WorkerSessionEffect]
  ) {
    switch message {
    case .ready, .arrived, .push, .evaluated, .heartbeat:
      guard phase == .joined else { return }
      effects.append(.report(.rejoining))
      seek(at: now)
    case .hello, .unable, .goodbye:
      break
    }
  }

  /// What may pass is told once and tried on.
  private mutating func handshakeFailed(
    _ failure: HandshakeFailure, _ effects: inout [WorkerSessionEffect]
  ) {
    guard failure.mayPass || !job.isEmpty else {
      return end(.notConnected(failure, after: nil), &effects)
    }
    if failure == .brokenOff {
      brokenHandshakes += 1
      guard brokenHandshakes >= Limits.brokenHandshakesMin else { return }
    }
    guard handshakeFailure != failure else { return }
    handshakeFailure = failure
    effects.append(.report(.notLetIn(failure)))
  }

  private mutating func join(
    _ fingerprint: DataFingerprint, at now: Instant, _ effects: inout [WorkerSessionEffect]
  ) {
    phase = .joined
    joinedAt = now
    if shortSessions < Limits.shortSessionsMax { backoff.restart() }
    hellosByThisConnection = 0
    nextHeartbeat = now + Limits.heartbeatInterval
    work.restart(tree)
    effects.append(.send(.ready(fingerprint, echo(at: now)), envelope))
  }

  private mutating func ordered(
    _ order: WorkOrder, _ payload: PayloadHandle?, at now: Instant,
    _ effects: inout [WorkerSessionEffect]
  ) {
    if order.asksForArrival, payload != nil {
      effects.append(.send(.arrived(version: order.version), envelope))
    }
    guard work.take(order, payload, &effects) else {
      // The server takes us for another: ask for a new session.
      effects.append(.report(.rejoining))
      effects.append(.send(.goodbye(.impossibleWork), envelope))
      return seek(at: now)
    }
  }

  /// Asks for a new session, unless one is asked for already: at once, but after several that ended as
  /// soon as they had begun after a wait, longer each time, since the next may end so too.
  private mutating func seek(at now: Instant) {
    guard phase != .seeking else { return }
    let hasLasted = phase == .joined && now - joinedAt >= Limits.lastingSessionTime
    phase = .seeking
    shortSessions = hasLasted ? 0 : shortSessions + 1
    nextHello = shortSessions < Limits.shortSessionsMax ? now : now + backoff.next()
    hellosByThisConnection = 0
    work.cancel()
  }

  private mutating func end(_ outcome: WorkerOutcome, _ effects: inout [WorkerSessionEffect]) {
    phase = .ended
    effects.append(.end(outcome))
  }
}
