/// The modes in which each push moves θ: a worker has a whole step to itself, and its gradient is
/// applied when it comes (async; Downpour SGD, Dean et al. 2012), or as soon as no other is made too
/// stale by it (bounded; stale synchronous parallel, Ho et al. 2013).
///
/// A task goes through these states: `assign`ed to a worker, its push `take`n, and `takeNext` once θ may
/// move by it. The rule by which θ moves in bounded mode is `takeNext`'s, and `StalenessBound` says why
/// it keeps the bound.
///
/// Invariants: a session has one task at most; every task's step has been taken from the stream and is
/// not applied; the staleness of no applied push is greater than the bound.
struct StreamEngine: Sendable {
  /// A whole step in one worker's hands.
  struct Task: Equatable {
    let session: SessionID
    let step: UInt64
    /// The version of θ that it was given.
    let readVersion: UInt64
    /// The gradient that has come; it may have to wait for others.
    var push: Arrival?
    /// Where its worker's time went.
    var timing = StepTiming()
  }

  /// A push that has come.
  struct Arrival: Equatable {
    /// The gradient; nil for one that was refused, so that the step is left out.
    let payload: PayloadHandle?
    let lossSum: Double
  }

  let schedule: StepSchedule
  let bound: StalenessBound
  /// What is left of the epoch's steps.
  private(set) var stream: StepStream
  /// In ascending order of their sessions.
  private(set) var tasks: [Task] = []
  /// How stale the applied pushes were.
  private(set) var staleness = StalenessHistogram()
  /// When θ last moved.
  private(set) var lastMove = Instant.origin
  /// For judging the bound: versions that others have read.
  private var readVersions: [UInt64] = []

  init(_ schedule: StepSchedule, _ stream: StepStream, _ bound: StalenessBound) {
    self.schedule = schedule
    self.stream = stream
    self.bound = bound
  }

  /// Lets the steps of the epoch that θ of this version is in be assigned: an epoch's evaluation is of a
  /// θ that all of its steps are part of, and none of the next.
  mutating func beginEpoch(at version: UInt64, _ now: Instant) {
    let end = (version / schedule.stepsPerEpoch + 1) * schedule.stepsPerEpoch
    stream.extend(to: min(end, schedule.totalSteps))
    lastMove = now
  }

  /// Assigns the next step, if there is one that may be begun, to an idle worker.
  mutating func assign(to session: SessionID, at version: UInt64) -> UInt64? {
    guard stream.hasOpen, bound.allowsReading(underWay: tasks.count), let step = stream.take()
    else {
      return nil
    }
    let place = tasks.firstIndex { $0.session > session } ?? tasks.count
    tasks.insert(Task(session: session, step: step, readVersion: version), at: place)
    return step
  }

  /// Whether a push is what its worker's task awaits.
  func wants(_ push: Push, from session: SessionID) -> Bool {
    guard let task = tasks.first(where: { $0.session == session }) else { return false }
    return task.push == nil && task.step == push.step && task.readVersion == push.version
  }

  /// Takes the push that a worker's task awaits.
  mutating func take(_ push: Arrival, from session: SessionID, _ timing: StepTiming) {
    guard let position = tasks.firstIndex(where: { $0.session == session }) else { return }
    tasks[position].push = push
    tasks[position].timing = timing
  }

  /// Takes the task whose push has come and read the oldest version, unless θ moving by it would make
  /// another too stale.
  mutating func takeNext(at version: UInt64) -> Task? {
    var oldest: Int?
    for (position, task) in tasks.enumerated() where task.push != nil {
      if oldest.map({ task.readVersion < tasks[$0].readVersion }) ?? true { oldest = position }
    }
    guard let oldest else { return nil }
    readVersions.removeAll(keepingCapacity: true)
    for (position, task) in tasks.enumerated() where position != oldest {
      readVersions.append(task.readVersion)
    }
    readVersions.sort()
    guard bound.allowsMoving(from: version, others: readVersions) else { return nil }
    return tasks.remove(at: oldest)
  }

  /// θ has moved by a step's gradient, or has been left as it is by it.
  ///
  /// - Parameter staleness: how many updates the gradient had not seen.
  mutating func apply(_ step: UInt64, staleness: UInt64, at now: Instant) {
    stream.apply(step)
    self.staleness.add(staleness)
    lastMove = now
  }

  /// Takes the task of a worker away, so that another can have its step.
  mutating func reopen(_ session: SessionID) -> Task? {
    guard let position = tasks.firstIndex(where: { $0.session == session }) else { return nil }
    stream.reopen(tasks[position].step)
    return tasks.remove(at: position)
  }

  /// The run ends: nothing that is under way is applied.
  ///
  /// - Returns: what was.
  mutating func end() -> [Task] {
    defer { tasks = [] }
    return tasks
  }

  /// What of the invariants does not hold; nil where all do.
  func violatedInvariant(at version: UInt64) -> String? {
    for (position, task) in tasks.enumerated() {
      if position > 0, tasks[position - 1].session >= task.session {
        return "\(task.session) has two tasks"
      }
      if stream.isApplied(task.step) { return "step \(task.step) is under way and applied" }
      if task.readVersion > version { return "\(task.session) has read a version to come" }
    }
    guard staleness.most <= bound.most else {
      return "a push had the staleness \(staleness.most), and the bound is \(bound.most)"
    }
    return nil
  }
}
