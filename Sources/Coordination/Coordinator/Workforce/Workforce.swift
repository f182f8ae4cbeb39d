/// Who computes what: the active workers, the units of the step or evaluation at hand, and the orders
/// that go out.
///
/// Invariants, while a step or an evaluation is under way whose units are shared, with u(w) for the units
/// that are left to worker w: u(w) units of the ledger are assigned to each w; open + Σ u(w) + done = all.
/// The sessions of `workers` ascend. No order is left when the coordinator has taken an input.
struct Workforce {
  /// Work for one worker. Its θ goes with it where the worker does not have that version.
  struct Order: Equatable {
    let session: SessionID
    let work: WorkOrder
    let withParameters: Bool
  }

  /// In ascending order of their sessions.
  private(set) var workers: [Worker] = []
  /// The units of the step, or of the evaluation, at hand.
  private(set) var ledger = WorkLedger()
  /// Orders that are to be sent, in this order.
  private(set) var orders: [Order] = []
  /// When a unit was last done.
  private(set) var lastProgress = Instant.origin
  var budget: SpeculationBudget
  var probation = Probation()
  var broadcast: StaggeredBroadcast

  /// What the work at hand is.
  private(set) var kind = WorkOrder.Kind.gradient
  /// The version of θ that it is at.
  private(set) var version: UInt64 = 0
  /// For choosing who gets work: positions in `workers`, their paces, what each gets.
  private var candidates: [Int] = []
  private var paces: [UInt64] = []
  private var shares = WorkShares()
  private let sharesFollowPace: Bool
  let heartbeatTimeout: Interval

  init(_ configuration: CoordinatorConfiguration) {
    sharesFollowPace = configuration.sharesFollowPace
    heartbeatTimeout = configuration.heartbeatTimeout
    budget = SpeculationBudget(
      share: configuration.speculationShare, microBatches: configuration.microBatches)
    broadcast = StaggeredBroadcast(
      isUsed: configuration.sendsInTurn && configuration.mode.isSynchronous)
    candidates.reserveCapacity(Limits.sessionsMax)
    paces.reserveCapacity(Limits.sessionsMax)
  }

  // MARK: Members

  /// How many workers take part.
  var count: Int { workers.count }

  /// Where a session's worker stands; nil while it is not active.
  func position(of session: SessionID) -> Int? {
    let place = place(of: session)
    return place < workers.count && workers[place].session == session ? place : nil
  }

  /// Where a session's worker stands, or would, by bisection.
  private func place(of session: SessionID) -> Int {
    var lower = 0
    var upper = workers.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if workers[middle].session < session { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// A worker takes part from now on.
  mutating func add(_ session: SessionID) {
    workers.insert(Worker(session), at: place(of: session))
  }

  /// A worker takes part no longer: what it had not done is open.
  ///
  /// - Returns: how many units of the step or evaluation at hand that are.
  mutating func remove(_ session: SessionID) -> Int {
    if let position = position(of: session) { workers.remove(at: position) }
    broadcast.end(of: session)
    return ledger.release(session)
  }

  // MARK: Work

  /// Training begins: waits are counted from here.
  mutating func trainingBegan(at now: Instant) { lastProgress = now }

  /// Begins with so many open units, micro-batches of a step or slices of an evaluation. Workers that
  /// still have some of the last ones are stragglers.
  mutating func begin(_ kind: WorkOrder.Kind, at version: UInt64, units: Int) {
    leaveStragglersBehind()
    self.kind = kind
    self.version = version
    ledger.restart(count: units)
  }

  /// Begins with steps that one worker each has to itself.
  mutating func beginTasks() {
    leaveStragglersBehind()
    kind = .gradient
  }

  /// A step has begun: where each worker's time in it goes is measured from now on.
  mutating func beginTiming() {
    for position in workers.indices { workers[position].timing.begin() }
  }

  /// Assigns all open units in contiguous runs: to the idle workers, or where there are none, to all
  /// that are no stragglers. Where they lie scattered, after losses, a worker is sent so many runs at
  /// once as its queue takes in any case, and what is left is for the first worker that is done.
  ///
  /// - Returns: whether the work goes on: there are results to come, or nothing is open.
  mutating func assignOpenUnits(at now: Instant) -> Bool {
    guard ledger.openCount > 0 else { return true }
    chooseCandidates(at: now)
    if candidates.isEmpty {
      let takesAll = takesUnproven(at: now)
      for position in workers.indices
      where !workers[position].isStraggling && (takesAll || workers[position].hasReturned) {
        candidates.append(position)
      }
    }
    guard !candidates.isEmpty else { return isAnyoneReliable }
    let takers = min(ledger.openCount, candidates.count)
    divide(ledger.openCount, among: takers)
    var from = 0
    for taker in 0..<takers {
      var left = shares.counts[taker]
      let position = candidates[taker]
      if left == 0 { workers[position].gradientPace.age() }
      var runs = 0
      while left > 0, runs < Limits.ordersAtOnceMax,
        let run = ledger.openRun(from: from, limit: left)
      {
        ledger.assign(run, to: workers[position].session)
        if mustAwaitParameters(workers[position]) {
          workers[position].occupation = .awaitingParameters(
            units: workers[position].unitsLeft + run.count)
        } else {
          order(run, of: version, from: position, at: now)
        }
        left -= run.count
        runs += 1
        from = run.upperBound
      }
    }
    offerCopies(after: takers, at: now)
    return true
  }

  /// Gives a worker a whole step to itself, at this version of θ.
  mutating func assignTask(
    _ step: UInt64, microBatches: Int, at version: UInt64, to position: Int, at now: Instant
  ) {
    self.version = version
    workers[position].timing.begin()
    order(0..<microBatches, of: step, from: position, at: now)
  }

  /// The workers that can be assigned work at once: first those that have returned some before; the
  /// others only where there are none of the former, or a trial is due.
  ///
  /// - Returns: their positions.
  mutating func chooseIdle(at now: Instant) -> [Int] {
    chooseCandidates(at: now)
    return candidates
  }

  /// All of `orders` have been sent.
  mutating func ordersSent() { orders.removeAll(keepingCapacity: true) }

  private mutating func chooseCandidates(at now: Instant) {
    candidates.removeAll(keepingCapacity: true)
    for position in workers.indices
    where workers[position].isIdle && workers[position].hasReturned {
      candidates.append(position)
    }
    guard takesUnproven(at: now) else { return }
    for position in workers.indices
    where workers[position].isIdle && !workers[position].hasReturned {
      candidates.append(position)
    }
  }

  /// Whether workers that have not returned anything yet are assigned work that others wait for.
  private func takesUnproven(at now: Instant) -> Bool {
    !isAnyoneReliable || probation.allowsTrial(at: now)
  }

  /// Whether any worker has returned work and is no straggler, or only by what θ has moved on without.
  var isAnyoneReliable: Bool {
    for worker in workers where worker.hasReturned {
      if !worker.isStraggling || worker.reliedOnUntil != nil { return true }
    }
    return false
  }

  /// As long as no worker has returned anything, gives those for whom nothing is left a copy of what the
  /// others have: any one worker that does its work then makes the step, however many do not. Nothing
  /// is awaited of them, and they get nothing more before they have returned it. They would be idle
  /// otherwise, so that this is not speculation.
  private mutating func offerCopies(after first: Int, at now: Instant) {
    guard budget.share > 0, !broadcast.isUsed, first < candidates.count, !isAnyoneReliable else {
      return
    }
    var unit = 0
    for position in candidates[first...] where workers[position].isIdle {
      while unit < ledger.units.count, ledger.units[unit] == .done { unit += 1 }
      guard unit < ledger.units.count else { return }
      order(unit..<unit + 1, of: version, from: position, at: now)
      workers[position].occupation = .straggling(reliedOnUntil: nil)
      unit += 1
      if unit == ledger.units.count { unit = 0 }
    }
  }

  /// Chooses how many units each of the first `takers` candidates gets.
  private mutating func divide(_ units: Int, among takers: Int) {
    paces.removeAll(keepingCapacity: true)
    for taker in 0..<takers {
      let pace = workers[candidates[taker]].pace(of: kind)
      paces.append(sharesFollowPace ? pace.unitTime?.nanoseconds ?? 0 : 0)
    }
    shares.divide(units, among: paces)
  }

  /// Sends a worker an order.
  mutating func order(_ units: Range<Int>, of step: UInt64, from position: Int, at now: Instant) {
    let isFresh = !workers[position].isComputing
    workers[position].timing.ordered(isIdle: isFresh, at: now)
    workers[position].occupation = .computing(
      units: (isFresh ? 0 : workers[position].unitsLeft) + units.count)
    remember(units, of: step, from: position, isFresh: isFresh, at: now)
    let withParameters = workers[position].heldVersion != version
    workers[position].heldVersion = version
    workers[position].orders += 1
    let isStaggered = withParameters && broadcast.isUsed
    if isStaggered { sendParameters(to: position, at: now) }
    orders.append(
      Order(
        session: workers[position].session,
        work: WorkOrder(
          number: workers[position].orders, kind: kind, step: step, version: version, units: units,
          asksForArrival: isStaggered),
        withParameters: withParameters))
  }

  /// Remembers what a worker is sent, for telling whether it returns it.
  private mutating func remember(
    _ units: Range<Int>, of step: UInt64, from position: Int, isFresh: Bool, at now: Instant
  ) {
    if let sent = workers[position].assignment, sent.kind == kind, sent.step == step,
      sent.version == version
    {
      workers[position].assignment?.add(units, isFresh: isFresh, at: now)
    } else {
      workers[position].assignment = Assignment(
        kind, step: step, version: version, units: units, at: now)
    }
  }

  // MARK: Results

  /// Marks a unit as done, which leaves less to the worker that it was assigned to.
  ///
  /// - Parameter session: whose result it is.
  mutating func complete(_ unit: Int, by session: SessionID, at now: Instant) {
    if ledger.units[unit] == .done { return budget.waste(1) }
    lastProgress = now
    budget.finish(1)
    guard let owner = ledger.complete(unit), let position = position(of: owner) else { return }
    workers[position].finishUnit()
    // What another has done in its place says nothing about it.
    if workers[position].unitsLeft == 0, owner == session { measure(position, at: now) }
  }

  /// A worker's gradient of a whole step has come.
  mutating func completeTask(by position: Int, microBatches: Int, at now: Instant) {
    lastProgress = now
    budget.finish(microBatches)
    workers[position].occupation = .awaitingUpdate
    measure(position, at: now)
  }

  /// A worker's gradient of a whole step was rejected: the version moves on without the step, in the
  /// order of the gradients.
  mutating func rejectTask(of position: Int) { workers[position].occupation = .awaitingUpdate }

  /// θ has moved by the worker's gradient, or has been left as it is: the worker is idle.
  mutating func free(_ session: SessionID) {
    if let position = position(of: session) { workers[position].occupation = .idle }
  }

  /// So many units have come whose results are not needed.
  mutating func waste(_ units: Int) { budget.waste(units) }

  /// A worker has done all that it was sent: its pace shows.
  private mutating func measure(_ position: Int, at now: Instant) {
    guard let assignment = workers[position].assignment else { return }
    workers[position].measured(kind, now - assignment.orderedAt, units: assignment.orderedUnits)
  }

  /// A push has come whose stamps say where its worker's time went.
  mutating func arrived(_ push: Push, from position: Int, _ clock: ClockAlignment, at now: Instant)
  {
    workers[position].timing.arrived(push, at: now, clock)
  }

  /// Notes what a result says of its worker, whether or not it is of use.
  ///
  /// - Returns: whether the worker was a straggler and can be assigned work again.
  mutating func hasReturned(
    _ kind: WorkOrder.Kind, step: UInt64, version: UInt64, _ units: Range<Int>, by position: Int,
    at now: Instant
  ) -> Bool {
    guard let assignment = workers[position].assignment,
      assignment.isAnswered(by: kind, step: step, version: version, units: units)
    else { return false }
    workers[position].hasReturned = true
    guard workers[position].isStraggling else { return false }
    workers[position].occupation = .idle
    // What was not awaited any more shows how fast it is all the same.
    workers[position].measured(kind, now - assignment.orderedAt, units: units.count)
    return true
  }

  // MARK: For the rules in its other files

  mutating func change(_ position: Int, _ body: (inout Worker) -> Void) {
    body(&workers[position])
  }

  /// Opens what a worker was to do and has not done.
  mutating func release(_ session: SessionID) { _ = ledger.release(session) }

  // MARK: Time

  /// The mean split of a step over the workers that had a part in it and those that had nothing to do;
  /// nil where one of the former is not known.
  func timeSplit(of duration: Interval, update: Interval) -> TimeSplit? {
    var sum = TimeSplitSum()
    for worker in workers {
      if worker.timing.isUnknown { return nil }
      if let split = worker.timing.split(of: duration, update: update) { sum.add(split) }
    }
    return sum.mean
  }

  // MARK: Invariants

  /// What of `Workforce`'s invariants does not hold; nil where all do.
  ///
  /// - Parameter hasUnits: whether a step or an evaluation is under way whose units are shared.
  func violatedInvariant(hasUnits: Bool) -> String? {
    for (position, worker) in workers.enumerated() where position > 0 {
      if workers[position - 1].session >= worker.session {
        return "the workers' sessions do not ascend: \(worker.session)"
      }
    }
    if let violation = ledger.violatedInvariant { return violation }
    if let violation = budget.violatedInvariant { return violation }
    guard orders.isEmpty else { return "\(orders.count) orders were not sent" }
    guard hasUnits else { return nil }
    var assigned = 0
    for worker in workers {
      let units = ledger.units.count { $0 == .assigned(worker.session) }
      if units != worker.unitsLeft {
        return
          "\(worker.session) has \(worker.unitsLeft) units left, and \(units) are assigned to it"
      }
      assigned += units
    }
    guard ledger.openCount + assigned + ledger.doneCount == ledger.units.count else {
      return "units are assigned to no worker"
    }
    return nil
  }
}
