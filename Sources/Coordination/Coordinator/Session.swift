/// What the coordinator knows of one worker.
struct Session {
  enum Phase: Equatable {
    /// It has the job and loads its data.
    case preparing
    /// It has loaded data that the server, still loading its own, can't judge yet.
    case announced(DataFingerprint)
    /// It takes work.
    case active
  }

  let id: SessionID
  let peer: PeerID
  let hello: Hello
  var phase = Phase.preparing
  var lastHeard: Instant
  /// The version of θ that it was sent last.
  var heldVersion: UInt64?
  /// Units that it was given and has not done.
  var outstanding = 0
}
