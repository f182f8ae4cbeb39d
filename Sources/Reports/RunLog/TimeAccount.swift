import RunLog

/// What each second of a log was spent on. Every second is counted once, so the kinds add up to the
/// whole log.
///
/// Steps and evaluations say themselves how long they took, and end when their line is written: what
/// their time covers of the log since the last of them is theirs. Waits that lie within it are taken
/// off.
struct TimeAccount: Equatable, Sendable {
  /// What time is spent on.
  enum Kind: String, CaseIterable, Sendable {
    case steps = "steps that the log has"
    case evaluations
    case waits
    case preparation = "before training: reading data, gathering workers"
    case betweenSteps = "steps that the log leaves out, and between steps"
    case ending = "after the last step: checkpoint and goodbyes"
    case unserved = "no server"

    /// The key of its time in a report's object.
    var key: String {
      switch self {
      case .steps: "logged_steps_seconds"
      case .evaluations: "evaluations_seconds"
      case .waits: "waits_seconds"
      case .preparation: "before_training_seconds"
      case .betweenSteps: "other_steps_and_between_seconds"
      case .ending: "after_last_step_seconds"
      case .unserved: "no_server_seconds"
      }
    }
  }

  /// Seconds of each kind, in the order of the cases.
  private var seconds = Array(repeating: 0.0, count: Kind.allCases.count)
  /// Up to where the log is accounted for.
  private var accounted: Double?
  /// The last entry.
  private var last = 0.0
  /// Since when nothing moves.
  private var waitBegan: Double?
  private var hasStarted = false
  private var isOver = false

  subscript(kind: Kind) -> Double {
    get { seconds[Self.index(kind)] }
    set { seconds[Self.index(kind)] = newValue }
  }

  /// All kinds together.
  var total: Double { seconds.reduce(0, +) }

  /// Takes the next entry, at a time that is no earlier than the last one's.
  mutating func add(_ event: RunLogEntry.Event, at time: Double) {
    if accounted == nil { accounted = time }
    switch event {
    case .listening:
      closeServer()
      account(until: time, spending: 0, on: .unserved, rest: .unserved)
      (hasStarted, isOver) = (false, false)
    case .run(.started):
      account(until: time, spending: 0, on: .preparation, rest: .preparation)
      hasStarted = true
    case .run(.stepCompleted(let step)):
      hasStarted = true
      account(
        until: time, spending: step.duration.inSeconds, on: .steps, rest: .betweenSteps)
    case .run(.evaluated(let evaluation)):
      account(
        until: time, spending: evaluation.duration.inSeconds, on: .evaluations, rest: .betweenSteps)
    case .run(.waiting), .worded(.waiting, _): waitBegan = waitBegan ?? time
    case .run(.ended):
      account(until: time, spending: 0, on: .ending, rest: .ending)
      isOver = true
    default: break
    }
    last = time
  }

  /// The account as it is if the log ends with the last entry.
  var closed: TimeAccount {
    var account = self
    account.closeServer()
    return account
  }

  private mutating func closeServer() {
    account(
      until: last, spending: 0, on: .betweenSteps,
      rest: isOver ? .ending : hasStarted ? .betweenSteps : .preparation)
  }

  /// Accounts for the time up to now: `spent` seconds of it, as far as they lie in it, for `kind`, the
  /// time since a wait began for the wait, and the rest for `rest`.
  private mutating func account(
    until now: Double, spending spent: Double, on kind: Kind, rest: Kind
  ) {
    guard let start = accounted, now > start else {
      waitBegan = nil
      return
    }
    let whole = now - start
    // No wait is accounted for twice, nor before training, which is all waiting.
    let waited =
      kind == .preparation || kind == .unserved || rest == .preparation
      ? 0 : waitBegan.map { now - max($0, start) } ?? 0
    let own = max(0, (spent.isFinite ? min(whole, max(0, spent)) : whole) - waited)
    self[.waits] += waited
    self[kind] += own
    self[rest] += whole - waited - own
    accounted = now
    waitBegan = nil
  }

  private static func index(_ kind: Kind) -> Int {
    switch kind {
    case .steps: 0
    case .evaluations: 1
    case .waits: 2
    case .preparation: 3
    case .betweenSteps: 4
    case .ending: 5
    case .unserved: 6
    }
  }
}
