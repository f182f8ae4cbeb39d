/// Synchronous mode: θ moves when the gradients of a step's micro-batches have come, from whichever
/// workers, summed along the reduction tree. This is bulk synchronous parallel, with backup workers
/// (Chen et al. 2016) where `drop` micro-batches of a step may be left out.
///
/// A step goes through these states: `begin`; `keep` a part for each push that is wanted; and `move`
/// once all micro-batches but those that may be left out are done. Which worker computes which of them
/// is `Workforce`'s to say, and changes no bit of the sum.
///
/// Invariant: the parts that are held are subtrees that do not overlap, and cover exactly the
/// micro-batches that are done.
struct SynchronousEngine: Sendable {
  /// What a step comes to when θ can move.
  struct Move: Equatable {
    /// The loss, summed along the tree over the samples of the micro-batches that are done.
    let lossSum: Double
    /// How many samples these micro-batches have.
    let samples: Int
    /// What the sum of gradients is multiplied by: all samples of the step over `samples`.
    let gradientScale: Float
  }

  let schedule: StepSchedule
  let tree: ReductionTree
  /// How many micro-batches of a step may be left out.
  let drop: Int
  /// How many have been left out, of all steps so far.
  private(set) var droppedMicroBatches: UInt64 = 0
  /// For each leaf, how many micro-batches the part covers that is held there; 0 for none.
  private(set) var partLengths: [Int]
  /// The loss sum of the part that is held at each leaf.
  private var partLosses: [Double]
  /// For adding up losses along the tree.
  private var lossStack: [Double] = []

  init(_ schedule: StepSchedule, _ tree: ReductionTree, drop: Int) {
    self.schedule = schedule
    self.tree = tree
    self.drop = min(drop, tree.leafCount - 1)
    partLengths = Array(repeating: 0, count: tree.leafCount)
    partLosses = Array(repeating: 0, count: tree.leafCount)
    lossStack.reserveCapacity(Limits.treeLevelsMax + 1)
  }

  /// A step begins: nothing is held.
  mutating func begin() {
    for leaf in partLengths.indices { partLengths[leaf] = 0 }
  }

  /// Whether a push is of use: it is of this step, at this θ, and covers a micro-batch that is not done.
  func wants(_ push: Push, ofStep version: UInt64, _ ledger: WorkLedger) -> Bool {
    push.step == version && push.version == version
      && tree.leaves(of: push.node).contains { ledger.units[$0] != .done }
  }

  /// Whether a part is held at a leaf, which is then let go: a larger one that contains it, the same
  /// sums made by another worker, takes its place.
  mutating func release(_ leaf: Int) -> Bool {
    guard partLengths[leaf] > 0 else { return false }
    partLengths[leaf] = 0
    return true
  }

  /// Holds a part.
  mutating func keep(_ leaves: Range<Int>, lossSum: Double) {
    partLengths[leaves.lowerBound] = leaves.count
    partLosses[leaves.lowerBound] = lossSum
  }

  /// The rule by which θ moves: all micro-batches of the step are done, or all but those that may be left
  /// out, and some of them have samples.
  ///
  /// - Parameter version: θ's version, which is the step.
  mutating func move(from version: UInt64, _ ledger: WorkLedger) -> Move? {
    guard ledger.doneCount >= tree.leafCount - drop else { return nil }
    var samples = 0
    for leaf in 0..<tree.leafCount where ledger.units[leaf] == .done {
      samples += schedule.samples(inStep: version, slice: leaf, of: tree.leafCount)
    }
    // A short last step has micro-batches without a sample.
    guard samples > 0 else { return nil }
    let all = schedule.samples(inStep: version)
    return Move(
      lossSum: summedLoss(), samples: samples,
      gradientScale: samples == all ? 1 : Float(all) / Float(samples))
  }

  /// θ moves without so many micro-batches of the step.
  mutating func leaveOut(_ count: Int) { droppedMicroBatches += UInt64(count) }

  private mutating func summedLoss() -> Double {
    lossStack.removeAll(keepingCapacity: true)
    var stack = lossStack
    lossStack = []
    tree.forEachOperation(lengths: partLengths) { operation in
      switch operation {
      case .load(let leaf):
        stack.append(partLosses[leaf])
      case .add:
        let right = stack.removeLast()
        stack[stack.count - 1] += right
      }
    }
    lossStack = stack
    return lossStack[0]
  }

  /// What of the invariant does not hold; nil where it does.
  func violatedInvariant(_ ledger: WorkLedger) -> String? {
    var end = 0
    for (leaf, length) in partLengths.enumerated() where length > 0 {
      guard leaf >= end else { return "two parts cover micro-batch \(leaf)" }
      end = leaf + length
    }
    var covered = 0
    for (leaf, length) in partLengths.enumerated() {
      for micro in leaf..<leaf + length {
        guard ledger.units[micro] == .done else {
          return "micro-batch \(micro) is held and not done"
        }
      }
      covered += length
    }
    guard covered == ledger.doneCount else {
      return "parts cover \(covered) micro-batches, and \(ledger.doneCount) are done"
    }
    return nil
  }
}
