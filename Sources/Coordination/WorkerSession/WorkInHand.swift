/// The orders that a worker has, and how far it is with the first of them.
struct WorkInHand: Sendable {
  /// A sum of a subtree's gradients; it lies in the slot of its position on the stack.
  private struct PartialSum {
    var node: TreeNode
    var lossSum: Double
  }

  private var tree: ReductionTree
  private(set) var heldVersion: UInt64?
  /// The first is being worked on.
  private var orders: [WorkOrder] = []
  /// The number of the last order that was taken in this session.
  private var lastNumber: UInt32 = 0
  /// The unit of the first order that is computed next, or is being computed.
  private var next = 0
  /// The first unit of the first order that is not yet part of a push.
  private var unpushed = 0
  private var partialSums: [PartialSum] = []
  /// When the first computation began whose result is not yet part of a push; nil for none.
  private var startedAt: Instant?
  private var isComputing = false
  /// What is being computed is no longer wanted.
  private var isCancelled = false

  init() {
    tree = ReductionTree(leafCount: 1)
    orders.reserveCapacity(16)
    partialSums.reserveCapacity(Limits.treeLevelsMax + 1)
  }

  /// Starts over in a new session, without θ. What is still being computed for the last one is not
  /// mistaken for this one's.
  mutating func restart(_ tree: ReductionTree) {
    cancel()
    self.tree = tree
    heldVersion = nil
    lastNumber = 0
  }

  /// Takes an order, and with its payload a new θ, for which all older orders are obsolete. One that
  /// came before changes nothing: what is under way goes on, and versions never go back within a
  /// session.
  ///
  /// - Returns: false if the order makes no sense here, or an earlier one has been lost.
  mutating func take(
    _ order: WorkOrder, _ payload: PayloadHandle?, _ effects: inout [WorkerSessionEffect]
  ) -> Bool {
    let isCopy = order.number <= lastNumber
    let isNext = order.number == lastNumber + 1
    let isNewer = heldVersion.map { order.version > $0 } ?? true
    guard isNext, payload == nil || isNewer else {
      if let payload { effects.append(.discard(payload)) }
      return isCopy
    }
    lastNumber = order.number
    if let payload {
      cancel()
      heldVersion = order.version
      effects.append(.adopt(payload, version: order.version))
    }
    guard order.version == heldVersion, !order.units.isEmpty, order.units.lowerBound >= 0,
      order.kind == .evaluation || order.units.upperBound <= tree.leafCount,
      orders.count < Limits.workOrdersMax
    else { return false }
    if let first = orders.first,
      first.version != order.version || first.kind != order.kind || first.step != order.step
    {
      // Another step, or an evaluation, begins only when nothing is awaited of what was before.
      cancel()
    }
    orders.append(order)
    if orders.count == 1 { start() }
    return true
  }

  /// Forgets all orders. θ stays.
  mutating func cancel() {
    orders.removeAll(keepingCapacity: true)
    partialSums.removeAll(keepingCapacity: true)
    isCancelled = isComputing
  }

  private mutating func start() {
    partialSums.removeAll(keepingCapacity: true)
    startedAt = nil
    next = orders.first?.units.lowerBound ?? 0
    unpushed = next
  }

  /// Asks for the next unit to be computed, if there is one and none is under way.
  mutating func begin(at now: Instant, _ effects: inout [WorkerSessionEffect]) {
    guard !isComputing, let order = orders.first else { return }
    isComputing = true
    startedAt = startedAt ?? now
    switch order.kind {
    case .gradient:
      effects.append(
        .computeGradient(step: order.step, microBatch: next, slot: partialSums.count))
    case .evaluation:
      effects.append(.evaluate(unit: next))
    }
  }

  /// A micro-batch's gradient is in the slot that was named: add it to its left sibling where that
  /// is there, and so on upwards; push what is one of the largest subtrees of the order.
  mutating func computed(
    _ lossSum: Double, _ envelope: Envelope, at now: Instant,
    _ effects: inout [WorkerSessionEffect]
  ) {
    guard let order = finishComputing() else { return }
    partialSums.append(
      PartialSum(node: TreeNode(level: 0, index: UInt32(next)), lossSum: lossSum))
    let goal = tree.largestNode(startingIn: unpushed..<order.units.upperBound)
    while let top = partialSums.last {
      let depth = partialSums.count - 1
      if tree.leaves(of: top.node) == tree.leaves(of: goal) {
        effects.append(
          .push(
            Push(
              step: order.step, version: order.version, node: goal, lossSum: top.lossSum,
              startedAt: startedAt ?? now, sentAt: now),
            envelope, slot: depth))
        startedAt = nil
        unpushed = tree.leaves(of: goal).upperBound
        partialSums.removeLast()
        break
      }
      if top.node.index & 1 == 1 {
        // Its left sibling was summed before it and lies below it.
        effects.append(.add(from: depth, into: depth - 1))
        partialSums.removeLast()
        partialSums[depth - 1].node = tree.parent(of: top.node)
        partialSums[depth - 1].lossSum += top.lossSum
      } else if tree.leaves(of: tree.parent(of: top.node)) == tree.leaves(of: top.node) {
        partialSums[depth].node = tree.parent(of: top.node)
      } else {
        break
      }
    }
    advance(order)
  }

  mutating func evaluated(
    _ tally: Tally, _ envelope: Envelope, _ effects: inout [WorkerSessionEffect]
  ) {
    guard let order = finishComputing() else { return }
    let result = EvaluationResult(version: order.version, unit: UInt32(next), tally: tally)
    effects.append(.send(.evaluated(result), envelope))
    advance(order)
  }

  private mutating func finishComputing() -> WorkOrder? {
    isComputing = false
    if isCancelled {
      isCancelled = false
      return nil
    }
    return orders.first
  }

  private mutating func advance(_ order: WorkOrder) {
    next += 1
    if next == order.units.upperBound {
      orders.removeFirst()
      start()
    }
  }
}
