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
  /// When it said hello, and when it was last heard from.
  let openedAt: Instant
  var lastHeard: Instant
  /// Whether the log is not told of it: too many have come and gone.
  var isFolded = false
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
  /// What it was given is no longer awaited from it: it gets nothing more before it has returned some
  /// of that. A sign of life is not enough: it may come from a worker that takes work and never
  /// returns any.
  var isLate = false
  /// Until when it is still relied on, although θ has moved on without what it has: it is late by that
  /// alone, and returns it soon.
  var reliedOnUntil: Instant?
  /// Whether it has ever returned what it was given.
  var hasReturned = false
  /// What it was given last, at one version of θ.
  var assignment: Assignment?
  /// The step that it has to itself, where each push moves θ.
  var task: StepTask?

  /// Whether it has been sent work that it has not done.
  var isWorking: Bool { outstanding > 0 && !awaitsTurn }

  /// Whether it can be given work at once.
  var isIdle: Bool { phase == .active && !isLate && outstanding == 0 && task == nil }
}

/// What a session was given at one version of θ, to tell an answer to it from anything else.
struct Assignment: Equatable {
  let kind: WorkOrder.Kind
  let step: UInt64
  let version: UInt64
  /// From the first of its units to the last.
  private(set) var units: Range<Int>

  init(_ kind: WorkOrder.Kind, step: UInt64, version: UInt64, units: Range<Int>) {
    self.kind = kind
    self.step = step
    self.version = version
    self.units = units
  }

  /// Adds what was given later at the same version.
  mutating func add(_ more: Range<Int>) {
    units = min(units.lowerBound, more.lowerBound)..<max(units.upperBound, more.upperBound)
  }

  /// Whether these units are among what it was given.
  func isAnswered(
    by kind: WorkOrder.Kind, step: UInt64, version: UInt64, units returned: Range<Int>
  ) -> Bool {
    kind == self.kind && step == self.step && version == self.version && units.overlaps(returned)
  }
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
