/// The steps of an epoch where each push moves θ by itself: which are open, given out, applied. Every
/// step is applied once, in whatever order the pushes come.
struct StepStream: Equatable, Sendable {
  /// Every step before this one has been applied.
  private(set) var firstUnapplied: UInt64
  /// The steps behind `firstUnapplied` that have been applied; ascending.
  private(set) var appliedAhead: [UInt64]
  /// The first that was never given out, nor applied before a resume.
  private(set) var next: UInt64
  /// Given out, and open again; ascending.
  private(set) var reopened: [UInt64] = []
  /// Where the epoch ends: steps from here on must wait.
  private(set) var end: UInt64

  /// At θ version `version`, reached with these steps applied ahead of others.
  init(version: UInt64, appliedAhead: [UInt64]) {
    self.appliedAhead = appliedAhead
    firstUnapplied = version - UInt64(appliedAhead.count)
    next = firstUnapplied
    end = firstUnapplied
    passApplied()
  }

  /// Whether a step can be given out.
  var hasOpen: Bool { !reopened.isEmpty || next < end }

  /// Lets steps before `end` be given out.
  mutating func extend(to end: UInt64) {
    self.end = end
  }

  /// Takes the first open step to give it out.
  mutating func take() -> UInt64? {
    if !reopened.isEmpty { return reopened.removeFirst() }
    guard next < end else { return nil }
    defer {
      next += 1
      passApplied()
    }
    return next
  }

  /// Opens a step that was given out and will not be done.
  mutating func reopen(_ step: UInt64) {
    precondition(step < next && !isApplied(step))
    reopened.insert(step, at: reopened.firstIndex { $0 > step } ?? reopened.count)
  }

  /// Marks a step that was given out as applied.
  mutating func apply(_ step: UInt64) {
    precondition(!isApplied(step))
    guard step == firstUnapplied else {
      appliedAhead.insert(step, at: place(of: step))
      return
    }
    firstUnapplied += 1
    while appliedAhead.first == firstUnapplied {
      appliedAhead.removeFirst()
      firstUnapplied += 1
    }
  }

  func isApplied(_ step: UInt64) -> Bool {
    if step < firstUnapplied { return true }
    let place = place(of: step)
    return place < appliedAhead.count && appliedAhead[place] == step
  }

  /// Where a step stands in `appliedAhead`, or would: by bisection, since a slow worker can be an
  /// epoch behind.
  private func place(of step: UInt64) -> Int {
    var lower = 0
    var upper = appliedAhead.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if appliedAhead[middle] < step { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// What was applied before a resume is not given out again.
  private mutating func passApplied() {
    while isApplied(next) { next += 1 }
  }
}
