/// One worker's membership: who it is, when it was heard from, and whether its data are the job's.
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
  /// The key by which the worker has proved itself; nil where workers have no keys.
  let key: WorkerKey?
  let hello: Hello
  /// When it said hello.
  let openedAt: Instant
  var phase = Phase.preparing
  /// When a message last came from it.
  var lastHeard: Instant
  /// Whether the log leaves it out: too many have come and gone.
  var isFolded = false
  /// How its clock relates to the server's.
  var clock = ClockAlignment()
  /// The round trip behind the clock comparison that the log has last reported.
  var reportedRoundTrip: Interval?
}
