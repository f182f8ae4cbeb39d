/// How much work may be given out a second time: a share of what has been done, and a step's worth
/// to begin with.
///
/// Invariant: `charged` ≤ `done` · `share` + a step's units. What is taken from a worker that has never
/// returned anything is not charged: that happens to a session once at most, since it gets nothing
/// more before it has returned some.
struct SpeculationBudget: Equatable {
  /// At most this share of the work is given out twice; 0 turns speculation off.
  let share: Double
  /// Units given out a second time so far.
  private(set) var speculated: UInt64 = 0
  /// Those of them that the bound is on.
  private(set) var charged: UInt64 = 0
  /// Units whose result came although another's had been taken, so far.
  private(set) var wasted: UInt64 = 0
  /// Units done so far.
  private(set) var done: UInt64 = 0
  private let allowance: UInt64

  init(share: Double, microBatches: Int) {
    self.share = share
    allowance = UInt64(microBatches)
  }

  /// Whether a session's units may be given out a second time.
  ///
  /// - Parameter hasReturned: whether the session has ever returned what it was given.
  func allows(_ units: Int, hasReturned: Bool) -> Bool {
    share > 0
      && (!hasReturned
        || Double(charged) + Double(units) <= Double(done) * share + Double(allowance))
  }

  /// Spends what `allows` has allowed.
  mutating func speculate(_ units: Int, hasReturned: Bool) {
    precondition(allows(units, hasReturned: hasReturned))
    speculated += UInt64(units)
    if hasReturned { charged += UInt64(units) }
  }

  mutating func waste(_ units: Int) { wasted += UInt64(units) }

  mutating func finish(_ units: Int) { done += UInt64(units) }

  /// That the bound does not hold, if it does not: charged ≤ done · share + allowance.
  var violatedInvariant: String? {
    Double(charged) <= Double(done) * share + Double(allowance)
      ? nil
      : "\(charged) units were assigned twice: more than \(share) of \(done), and \(allowance)"
  }
}
