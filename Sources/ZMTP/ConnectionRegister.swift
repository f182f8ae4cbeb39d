import Coordination

/// Which connections there are, how far each has come, and which of them has to go where there would be
/// too many.
public struct ConnectionRegister: Sendable {
  /// How far a connection has come.
  public enum Stage: Sendable {
    /// It has not got through its handshake.
    case handshake
    /// Messages may be sent, but no session is open.
    case open
    /// It has a session, and may send payloads.
    case session
  }

  private struct Entry: Sendable {
    let peer: PeerID
    var stage: Stage
  }

  private let connectionsMax: Int
  private let sessionsMax: Int
  /// In each stage the one that has been in it for the longest comes first.
  private var entries: [Entry] = []
  private var sessions = 0

  /// - Parameters:
  ///   - connectionsMax: how many connections there may be.
  ///   - sessionsMax: how many of them may have a session.
  public init(connectionsMax: Int, sessionsMax: Int = Limits.sessionsMax) {
    self.connectionsMax = connectionsMax
    self.sessionsMax = sessionsMax
  }

  /// How many connections there are.
  public var count: Int { entries.count }

  /// What is to become of a new connection.
  public enum Admission: Equatable, Sendable {
    /// It comes in.
    case accepted
    /// It comes in, and this one goes.
    case instead(of: PeerID)
    /// It does not come in: every other one has a session.
    case refused
  }

  /// Takes a new connection in, where there is room or another makes room: of those that have not got
  /// through their handshake the one that has tried for the longest, else of those without a session the
  /// one that has had none for the longest. So whoever comes has time to say what it wants, however many
  /// others say nothing.
  public mutating func add(_ peer: PeerID) -> Admission {
    var admission = Admission.accepted
    if entries.count >= connectionsMax {
      guard
        let victim = entries.first(where: { $0.stage == .handshake })
          ?? entries.first(where: { $0.stage == .open })
      else { return .refused }
      remove(victim.peer)
      admission = .instead(of: victim.peer)
    }
    entries.append(Entry(peer: peer, stage: .handshake))
    return admission
  }

  /// A connection has come to a stage.
  ///
  /// - Returns: the connection that has to give its session's rights up for it.
  public mutating func move(_ peer: PeerID, to stage: Stage) -> PeerID? {
    guard let index = entries.firstIndex(where: { $0.peer == peer }),
      entries[index].stage != stage
    else { return nil }
    remove(peer)
    var victim: PeerID?
    if stage == .session {
      if sessions >= sessionsMax,
        let first = entries.first(where: { $0.stage == .session })?.peer
      {
        _ = move(first, to: .open)
        victim = first
      }
      sessions += 1
    }
    entries.append(Entry(peer: peer, stage: stage))
    return victim
  }

  /// A connection is over.
  public mutating func remove(_ peer: PeerID) {
    guard let index = entries.firstIndex(where: { $0.peer == peer }) else { return }
    if entries[index].stage == .session { sessions -= 1 }
    entries.remove(at: index)
  }
}
