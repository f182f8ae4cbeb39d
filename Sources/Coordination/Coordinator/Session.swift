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
  /// Who it is; nil where workers have no keys.
  let key: WorkerKey?
  let hello: Hello
  var phase = Phase.preparing
  var lastHeard: Instant
  /// The version of θ that it was sent last.
  var heldVersion: UInt64?
  /// Units that it was given and has not done.
  var outstanding = 0
  /// How many orders it was sent.
  var orders: UInt32 = 0
  /// When it was last given some, and how many.
  var orderedAt = Instant(nanoseconds: 0)
  var orderedUnits = 0
  /// How fast it computes gradients, and how fast it evaluates.
  var gradientPace = Pace()
  var evaluationPace = Pace()
  /// How its clock relates to the server's, and what that tells of its time in the step at hand.
  var clock = ClockAlignment()
  /// The round trip by which the log was last told of its clock.
  var toldRoundTrip: Interval?
  var timing = StepTiming()
  /// It was given work at a θ that it has not been sent: others have their turn before it.
  var awaitsTurn = false
  /// When it was sent θ, where it is to say that it has arrived and has not.
  var parametersSentAt: Instant?
  /// How long θ was on its way to it the last time that it was sent in turn.
  var way: Interval?
  /// What it was given is no longer awaited from it: it gets nothing more before it is heard from
  /// again.
  var isLate = false
  /// The step that it has to itself, where each push moves θ.
  var task: StepTask?

  /// Whether it has been sent work that it has not done.
  var isWorking: Bool { outstanding > 0 && !awaitsTurn }

  /// Whether it can be given work at once.
  var isIdle: Bool { phase == .active && !isLate && outstanding == 0 && task == nil }
}

/// A whole step in one worker's hands.
struct StepTask: Equatable {
  let step: UInt64
  /// The version of θ that it was given.
  let readVersion: UInt64
  /// What it has pushed, once it has; it may have to wait for others.
  var push: Arrival?

  struct Arrival: Equatable {
    /// The gradient; nil for one that was refused, so that the step is left out.
    let payload: PayloadHandle?
    let lossSum: Double
  }

  init(step: UInt64, readVersion: UInt64) {
    self.step = step
    self.readVersion = readVersion
  }
}
