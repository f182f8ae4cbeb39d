/// How much work may be given out a second time: a share of what has been done, and a step's worth
/// to begin with.
struct SpeculationBudget: Equatable {
  /// At most this share of the work is given out twice; 0 turns speculation off.
  let share: Double
  /// Units given out a second time so far.
  private(set) var speculated: UInt64 = 0
  /// Units whose result came although another's had been taken, so far.
  private(set) var wasted: UInt64 = 0
  /// Units done so far.
  private(set) var done: UInt64 = 0
  private let allowance: UInt64

  init(share: Double, microBatches: Int) {
    self.share = share
    allowance = UInt64(microBatches)
  }

  func allows(_ units: Int) -> Bool {
    share > 0 && Double(speculated) + Double(units) <= Double(done) * share + Double(allowance)
  }

  mutating func speculate(_ units: Int) { speculated += UInt64(units) }

  mutating func waste(_ units: Int) { wasted += UInt64(units) }

  mutating func finish(_ units: Int) { done += UInt64(units) }
}
