/// What one active worker was assigned, and what its results say of it.
struct Worker {
  /// What a worker is doing, one thing at a time.
  enum Occupation: Equatable {
    /// It has nothing to do.
    case idle
    /// So many units are assigned to it at a θ that it has not been sent: others are sent theirs first.
    case awaitingParameters(units: Int)
    /// So many units of what it was sent are not done.
    case computing(units: Int)
    /// Its gradient of a whole step has come, and θ has not moved by it yet.
    case awaitingUpdate
    /// It is a straggler: what it was sent is no longer awaited from it, and it gets nothing more before
    /// it has returned some of that. A heartbeat is not enough: it may come from a worker that takes work
    /// and never returns any. Until `reliedOnUntil` it is relied on all the same, since θ has only moved
    /// on without what it has.
    case straggling(reliedOnUntil: Instant?)
  }

  let session: SessionID
  var occupation = Occupation.idle
  /// What it was sent last, at one version of θ.
  var assignment: Assignment?
  /// Whether it has ever returned what it was sent.
  var hasReturned = false
  /// How many orders it was sent.
  var orders: UInt32 = 0
  /// The version of θ that it was sent last.
  var heldVersion: UInt64?
  /// When it was sent θ, where it is to confirm that θ has arrived and has not.
  var parametersSentAt: Instant?
  /// How long θ was on its way to it the last time that it was to confirm that.
  var transferTime: Interval?
  /// How fast it computes gradients.
  var gradientPace = Pace()
  /// How fast it evaluates.
  var evaluationPace = Pace()
  /// Where its time in the step at hand went.
  var timing = StepTiming()

  init(_ session: SessionID) {
    self.session = session
  }

  /// How many units that are assigned to it are not done.
  var unitsLeft: Int {
    switch occupation {
    case .awaitingParameters(let units), .computing(let units): units
    case .idle, .awaitingUpdate, .straggling: 0
    }
  }

  /// Whether it can be assigned work at once.
  var isIdle: Bool {
    switch occupation {
    case .idle, .awaitingParameters(units: 0): true
    case .awaitingParameters, .computing, .awaitingUpdate, .straggling: false
    }
  }

  /// Whether it was sent work that it has not done.
  var isComputing: Bool {
    if case .computing(let units) = occupation { units > 0 } else { false }
  }

  var awaitsParameters: Bool {
    if case .awaitingParameters = occupation { true } else { false }
  }

  var isStraggling: Bool {
    if case .straggling = occupation { true } else { false }
  }

  /// Until when a straggler is relied on.
  var reliedOnUntil: Instant? {
    if case .straggling(let instant) = occupation { instant } else { nil }
  }

  /// Whether it may be silent for longer, since it answers only between two micro-batches.
  var hasWork: Bool { unitsLeft > 0 || isStraggling }

  func pace(of kind: WorkOrder.Kind) -> Pace {
    switch kind {
    case .gradient: gradientPace
    case .evaluation: evaluationPace
    }
  }

  /// It has taken so long for so many units of this kind.
  mutating func measured(_ kind: WorkOrder.Kind, _ elapsed: Interval, units: Int) {
    switch kind {
    case .gradient: gradientPace.measured(elapsed, units: units)
    case .evaluation: evaluationPace.measured(elapsed, units: units)
    }
  }

  /// It has taken so long for so many units of this kind, which are not done.
  mutating func tookLonger(_ kind: WorkOrder.Kind, than elapsed: Interval, units: Int) {
    switch kind {
    case .gradient: gradientPace.tookLonger(than: elapsed, units: units)
    case .evaluation: evaluationPace.tookLonger(than: elapsed, units: units)
    }
  }

  /// One of its units is done.
  mutating func finishUnit() {
    switch occupation {
    case .awaitingParameters(let units): occupation = .awaitingParameters(units: units - 1)
    case .computing(let units): occupation = units > 1 ? .computing(units: units - 1) : .idle
    case .idle, .awaitingUpdate, .straggling:
      preconditionFailure("a unit is assigned to a worker that has none")
    }
  }
}

/// What a worker was sent at one version of θ, to tell a result of it from anything else, and to judge
/// how long the rest takes.
struct Assignment: Equatable {
  let kind: WorkOrder.Kind
  let step: UInt64
  let version: UInt64
  /// From the first of its units to the last.
  private(set) var units: Range<Int>
  /// When it was last sent some while it had none, and how many since then.
  private(set) var orderedAt: Instant
  private(set) var orderedUnits: Int

  init(
    _ kind: WorkOrder.Kind, step: UInt64, version: UInt64, units: Range<Int>, at now: Instant
  ) {
    self.kind = kind
    self.step = step
    self.version = version
    self.units = units
    orderedAt = now
    orderedUnits = units.count
  }

  /// Adds what is sent later at the same version; `isFresh` where nothing was left of what was sent
  /// before.
  mutating func add(_ more: Range<Int>, isFresh: Bool, at now: Instant) {
    units = min(units.lowerBound, more.lowerBound)..<max(units.upperBound, more.upperBound)
    if isFresh {
      orderedAt = now
      orderedUnits = 0
    }
    orderedUnits += more.count
  }

  /// Whether these units are among what was sent.
  func isAnswered(
    by kind: WorkOrder.Kind, step: UInt64, version: UInt64, units returned: Range<Int>
  ) -> Bool {
    kind == self.kind && step == self.step && version == self.version && units.overlaps(returned)
  }
}
