import Coordination

/// Keeps its own account of each session that takes part in a run: when it was last heard from, and
/// what its heartbeats say of its clock.
struct SessionWatch {
  private struct Watched {
    let session: SessionID
    /// Whether it has joined, and nothing has ended it.
    var isActive = false
    var lastHeard: Instant
    /// The round trips of the last exchanges that were heard.
    var roundTrips: [Interval] = []
    /// The round trip that the log was last told of.
    var told: Interval?
    /// Whether the last exchange was one after which the log is told.
    var mustBeTold = false
  }

  private let silenceMax: Interval
  private var watched: [Watched] = []
  private var isOver = false

  /// - Parameter heartbeatTimeout: how long a worker may be silent, unless it has work.
  init(heartbeatTimeout: Interval) {
    // Whoever computes may be silent for longer; how silent anyone is is looked at with each heartbeat.
    silenceMax = heartbeatTimeout * Limits.busySilenceFactor + Limits.heartbeatInterval
  }

  /// A server starts.
  mutating func restart() {
    watched = []
    isOver = false
  }

  private mutating func with(_ session: SessionID, at now: Instant, _ body: (inout Watched) -> Void)
  {
    if let index = watched.firstIndex(where: { $0.session == session }) {
      return body(&watched[index])
    }
    var new = Watched(session: session, lastHeard: now)
    body(&new)
    watched.append(new)
  }

  /// The server has received something that is well-formed, of a session, over its own connection.
  mutating func heard(_ message: WorkerMessage, of session: SessionID, at now: Instant) {
    with(session, at: now) { watched in
      watched.lastHeard = now
      let echo: ClockEcho
      switch message {
      case .heartbeat(let its):
        echo = its
        watched.mustBeTold = true
      case .ready(_, let its):
        echo = its
        watched.mustBeTold = false
      default: return
      }
      // All clocks are the universe's.
      let whole = now - echo.serverSentAt
      let held = echo.sentAt - echo.receivedAt
      guard whole >= held else { return }
      watched.roundTrips.append(whole - held)
      if watched.roundTrips.count > Limits.clockSamplesMax { watched.roundTrips.removeFirst() }
    }
  }

  /// The server has reported something.
  mutating func reported(_ event: RunEvent, at now: Instant) {
    switch event {
    case .workerJoined(let session, _, _):
      with(session, at: now) { $0.isActive = true }
    case .workerLeft(let session, _, _, _):
      watched.removeAll { $0.session == session }
    case .clockCompared(let session, _, _, let roundTrip):
      with(session, at: now) { $0.told = roundTrip }
    case .ended:
      isOver = true
    default:
      break
    }
  }

  /// What is wrong after a turn of the server; nil where nothing is.
  func mistake(at now: Instant) -> String? {
    if isOver { return nil }
    for session in watched where session.isActive {
      if session.lastHeard + silenceMax < now {
        return
          "\(session.session) has been silent for \((now - session.lastHeard).inSeconds) s and "
          + "still takes part"
      }
      if session.mustBeTold, let told = session.told, let best = session.roundTrips.min(),
        best + best < told
      {
        return
          "the clock of \(session.session) is told by a round trip of \(told.inSeconds) s, and "
          + "the best was \(best.inSeconds) s"
      }
    }
    return nil
  }
}
