import Tensors

/// What the server runs once a step: sums the gradients, transforms them as an
/// `UpdateConfiguration` says and subtracts them from θ, in one pass over memory (two where the
/// gradient is clipped, since its norm must be known first).
///
/// θ is worked through in blocks that stay in the first-level cache while each transform of the
/// chain passes over them. No result depends on how many threads share the blocks.
public final class ParameterUpdate: RangeTask {
  /// How many floats a block has; a range that an executor hands out starts at a multiple of it.
  public static let blockLength = 2048

  /// How the update is configured.
  public let configuration: UpdateConfiguration
  /// The names of the state vectors, in the order of `state`: `momentum`, or `adam.first_moment`
  /// and `adam.second_moment`, or none.
  public let stateNames: [String]
  /// The optimizer's state, vectors as long as θ that start at 0: together with the number of the
  /// step, all that an update remembers. Saved and restored, it goes on with the same bits.
  public let state: [AlignedBuffer]

  /// The state before an update that may have to be taken back; made when one is first asked for.
  private var savedState: [AlignedBuffer] = []

  private let parameterCount: Int
  private let concurrency: Int
  private let penaltyMap: PenaltyMap
  private let workspaces: [UpdateWorkspace]
  private let blockNorms: UnsafeMutableBufferPointer<Double>

  /// What the threads are doing, while they do it.
  private enum Pass {
    case none
    /// Find ‖g‖² of each block.
    case norm(current: UnsafePointer<Float>)
    /// Write the next θ.
    case update(
      UpdateChain, current: UnsafePointer<Float>, next: UnsafeMutablePointer<Float>)
  }

  private var pass = Pass.none
  private var gradient = SummationPlan()
  private var correction = GradientCorrection()

  /// An update of a θ laid out as `layout`, for executors of at most `concurrency`.
  public init(_ configuration: UpdateConfiguration, layout: ParameterLayout, concurrency: Int) {
    precondition(concurrency >= 1)
    self.configuration = configuration
    self.concurrency = concurrency
    parameterCount = layout.count
    stateNames = configuration.algorithm.stateNames
    state = stateNames.map { _ in AlignedBuffer(count: layout.count) }
    penaltyMap = PenaltyMap(layout, includingBiases: configuration.regularizeBiases)
    workspaces = (0..<concurrency).map { _ in UpdateWorkspace(blockLength: Self.blockLength) }
    let blocks = (layout.count + Self.blockLength - 1) / Self.blockLength
    blockNorms = .allocate(capacity: configuration.clipNorm == nil ? 0 : blocks)
    blockNorms.initialize(repeating: 0)
  }

  deinit {
    blockNorms.deallocate()
  }

  /// Writes the next θ.
  ///
  /// - Parameters:
  ///   - step: the step, counted from 0; Adam's t is `step` + 1.
  ///   - rate: the learning rate η of this step.
  ///   - gradient: the plan whose result is the data gradient.
  ///   - correction: what is done to that gradient first.
  ///   - current: θ, which is only read.
  ///   - next: where the next θ goes; only written, and apart from `current`.
  ///   - executor: who runs the blocks.
  public func apply(
    step: UInt64, rate: Float, gradient: borrowing SummationPlan,
    correction: GradientCorrection = GradientCorrection(), current: UnsafePointer<Float>,
    next: UnsafeMutablePointer<Float>, executor: some RangeExecutor
  ) -> UpdateOutcome {
    precondition(executor.concurrency <= concurrency)
    self.gradient = copy gradient
    self.correction = correction
    defer {
      // So that the caller's plan can be filled anew without being copied.
      self.gradient = SummationPlan()
      pass = .none
    }
    for workspace in workspaces {
      workspace.prepare(slotCount: gradient.slotCount)
    }
    var norm: Double?
    var clip: Scaling?
    if let clipNorm = configuration.clipNorm {
      pass = .norm(current: current)
      executor.forEachRange(of: parameterCount, granularity: Self.blockLength, self)
      // Over the blocks in their order, whoever computed them.
      let measured = blockNorms.reduce(0, +).squareRoot()
      norm = measured
      // Pascanu et al. 2013, algorithm 1: scaled down to the threshold, otherwise left alone.
      // Written so that a norm of NaN scales, too, and cannot pass for a small one.
      if !(measured <= Double(clipNorm)) {
        clip = Scaling(factor: Float(Double(clipNorm) / measured))
      }
    }
    let chain = UpdateChain(
      configuration, step: step, rate: rate, clip: clip, penaltyMap: penaltyMap)
    pass = .update(chain, current: current, next: next)
    executor.forEachRange(of: parameterCount, granularity: Self.blockLength, self)
    return UpdateOutcome(
      gradientNorm: norm.map { Float($0) }, isFinite: workspaces.allSatisfy(\.check.isFinite))
  }

  /// The same, but an update that gives any number which is not finite is taken back: the optimizer's
  /// state is then what it was before, and `next` of no use.
  public func applyIfFinite(
    step: UInt64, rate: Float, gradient: borrowing SummationPlan,
    correction: GradientCorrection = GradientCorrection(), current: UnsafePointer<Float>,
    next: UnsafeMutablePointer<Float>, executor: some RangeExecutor
  ) -> UpdateOutcome {
    if savedState.isEmpty { savedState = state.map { AlignedBuffer(count: $0.count) } }
    for (saved, state) in zip(savedState, state) {
      saved.pointer.update(from: state.pointer, count: state.count)
    }
    var outcome = apply(
      step: step, rate: rate, gradient: gradient, correction: correction, current: current,
      next: next, executor: executor)
    // A moment that overflows leaves θ finite, and its parameter where it is for good.
    for state in state where !FinitenessCheck.isFinite(UnsafeBufferPointer(state.floats)) {
      outcome.isFinite = false
    }
    if !outcome.isFinite {
      for (saved, state) in zip(savedState, state) {
        state.pointer.update(from: saved.pointer, count: state.count)
      }
    }
    return outcome
  }

  /// Does the pass that is going on over some of the blocks.
  public func run(_ index: Int, _ range: Range<Int>) {
    precondition(range.lowerBound % Self.blockLength == 0)
    let workspace = workspaces[index]
    var lower = range.lowerBound
    while lower < range.upperBound {
      let block = lower..<min(lower + Self.blockLength, range.upperBound)
      // A sum comes to lie at the start of the scratch; a single gradient stays where it is.
      var sum = gradient.evaluate(block, scratch: workspace.scratch)
      switch pass {
      case .none:
        preconditionFailure("no pass is going on")
      case .norm(let current):
        sum = corrected(sum, block, workspace, current: current)
        blockNorms[lower / Self.blockLength] = squaredNorm(of: sum, count: block.count)
      case .update(let chain, let current, let next):
        sum = corrected(sum, block, workspace, current: current)
        update(block, by: sum, chain, workspace, current: current, next: next)
      }
      lower = block.upperBound
    }
  }

  /// The gradient of a block after the correction, in the scratch where there is one to make.
  private func corrected(
    _ sum: UnsafePointer<Float>, _ block: Range<Int>, _ workspace: UpdateWorkspace,
    current: UnsafePointer<Float>
  ) -> UnsafePointer<Float> {
    if correction.isNone { return sum }
    let scratch = workspace.scratch
    if sum != UnsafePointer(scratch) { scratch.update(from: sum, count: block.count) }
    correction.transform(scratch, block: block, parameters: current)
    return UnsafePointer(scratch)
  }

  private func update(
    _ block: Range<Int>, by sum: UnsafePointer<Float>, _ chain: UpdateChain,
    _ workspace: UpdateWorkspace, current: UnsafePointer<Float>,
    next: UnsafeMutablePointer<Float>
  ) {
    let direction = workspace.scratch
    workspace.check.see(sum, count: block.count)
    if sum != UnsafePointer(direction) { direction.update(from: sum, count: block.count) }
    chain.run(
      direction, block: block, parameters: current, firstState: state.first?.pointer,
      secondState: state.last?.pointer)
    Self.subtract(direction, from: current + block.lowerBound, count: block.count)
    workspace.check.see(direction, count: block.count)
    (next + block.lowerBound).update(from: direction, count: block.count)
  }

  /// d ← θ − d, in place, so that it can be checked without reading what only is to be written.
  private static func subtract(
    _ direction: UnsafeMutablePointer<Float>, from parameters: UnsafePointer<Float>, count: Int
  ) {
    for index in 0..<count {
      direction[index] = parameters[index] - direction[index]
    }
  }
}
