/// What is known of one worker's time in the step at hand, from the stamps of its pushes.
struct StepTiming: Equatable, Sendable {
  /// Whether the worker was there when the step began: of one that has come since, nothing can be
  /// said.
  private(set) var hasBegun = false
  /// Whether a push has come of which nothing can be said, since the clocks have not been compared.
  private(set) var isUnknown = false
  /// When it was last given work while it had none; nil before it was given any.
  private var orderedAt: Instant?
  /// Whether a push has come since then.
  private var hasPushed = false
  private var pull = Interval.none
  private var compute = Interval.none
  /// Of the last pushes of earlier orders; those in between were hidden behind computation.
  private var push = Interval.none
  /// Of the last push so far.
  private var lastPush = Interval.none

  /// A step begins.
  mutating func begin() {
    self = StepTiming()
    hasBegun = true
  }

  /// It is given work; `isIdle` where it had none.
  mutating func ordered(isIdle: Bool, at now: Instant) {
    guard isIdle else { return }
    orderedAt = now
    hasPushed = false
    push = push + lastPush
    lastPush = .none
  }

  /// A push of it has arrived.
  mutating func arrived(_ push: Push, at now: Instant, _ clock: ClockAlignment) {
    guard let orderedAt, let transit = clock.interval(fromWorkers: push.sentAt, to: now),
      let way = clock.interval(from: orderedAt, toWorkers: push.startedAt)
    else {
      isUnknown = true
      return
    }
    if !hasPushed { pull = pull + way }
    hasPushed = true
    compute = compute + (push.sentAt - push.startedAt)
    lastPush = transit
  }

  /// The split of a step that the worker had to itself, from its order until `end`.
  func split(until end: Instant, update: Interval) -> TimeSplit? {
    orderedAt.flatMap { split(of: end - $0, update: update) }
  }

  /// The split of a step that took `duration` in all, `update` of it for the update; nil where not
  /// enough is known. Where clocks that are not quite aligned make the ways longer than there was
  /// time, they are cut.
  func split(of duration: Interval, update: Interval) -> TimeSplit? {
    guard hasBegun, !isUnknown, orderedAt == nil || hasPushed else { return nil }
    var left = duration - update
    func take(_ part: Interval) -> Interval {
      let taken = min(part, left)
      left = left - taken
      return taken
    }
    let compute = take(compute)
    let pull = take(pull)
    let push = take(push + lastPush)
    return TimeSplit(
      pull: pull, compute: compute, push: push, wait: left, update: min(update, duration))
  }
}
