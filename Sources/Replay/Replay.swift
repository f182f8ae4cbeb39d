import Coordination
import Optimizers
import ParameterServer
import Tensors
import TrainingWorker

/// Computes a run again: one update of θ after the other, in one thread, without server, workers or
/// messages.
///
/// Where the job alone says how θ comes about, in synchronous mode without dropped micro-batches,
/// nothing else is needed. In the other modes the apply log says which gradients, computed at which
/// version, were applied in which order. The bits are those of the run.
public final class Replay<Work: Workload> {
  /// Whether runs of this configuration can only be replayed with their apply log.
  public static func needsLog(_ configuration: CoordinatorConfiguration) -> Bool {
    configuration.mode != .sync(drop: 0)
  }

  /// θ's version: how many updates have been computed.
  public private(set) var version: UInt64 = 0

  private let configuration: CoordinatorConfiguration
  private let steps: StepSchedule
  private let tree: ReductionTree
  private let rates: LearningRateSchedule
  private let update: ParameterUpdate
  private let workload: Work
  private let log: [AppliedUpdate]?
  private var versions: ReplayedVersions
  /// Partial sums, by their place on the stack.
  private var sums: [AlignedBuffer] = []
  private var plan = SummationPlan()
  private let validationSamples: Int
  private var validationHistory = ValidationHistory()

  /// A run at version 0.
  ///
  /// - Parameters:
  ///   - configuration: what the coordinator was given; of it the batch, micro-batches, length, mode,
  ///     compensation and what becomes of numbers that are not finite.
  ///   - job: what the server's shell was given for a new run.
  ///   - trainingSamples: how many samples an epoch has.
  ///   - validationSamples: how many samples an evaluation has; only where the learning rate depends on
  ///     them are they looked at.
  ///   - log: the updates of the apply log, the first of them that to version 1; not looked at where
  ///     none is needed.
  public init(
    _ configuration: CoordinatorConfiguration, job: ServedJob, trainingSamples: Int,
    validationSamples: Int = 0, workload: Work, log: [AppliedUpdate]
  ) {
    guard case .new(let fill) = job.start else {
      preconditionFailure("a run is replayed from its beginning")
    }
    precondition(workload.parameterCount == job.layout.count)
    self.configuration = configuration
    self.workload = workload
    self.validationSamples = validationSamples
    self.log = Self.needsLog(configuration) ? log : nil
    steps = StepSchedule(
      samples: trainingSamples, batch: configuration.batch, length: configuration.length)
    tree = ReductionTree(leafCount: configuration.microBatches)
    rates = job.schedule
    update = ParameterUpdate(job.update, layout: job.layout, concurrency: 1)
    versions = ReplayedVersions(count: job.layout.count, reads: self.log ?? [])
    fill(versions.current.pointer)
  }

  /// θ as it is now.
  public var parameters: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(versions.current.floats)
  }

  /// Computes the next version of θ.
  public func advance() throws(ReplayError) {
    let next = try nextUpdate()
    guard sumGradients(of: next) else {
      versions.renameCurrent(to: next.version)
      version = next.version
      return evaluate()
    }
    let target = versions.takeFree()
    let rate = rates.rate(
      atStep: version, totalSteps: steps.totalSteps, stepsPerEpoch: steps.stepsPerEpoch,
      reductions: validationHistory.reductions)
    let outcome: UpdateOutcome
    if configuration.skipsNonFinite {
      outcome = update.applyIfFinite(
        step: version, rate: rate, gradient: plan, correction: correction(of: next),
        current: versions.current.pointer, next: target.pointer, executor: SerialExecutor())
    } else {
      outcome = update.apply(
        step: version, rate: rate, gradient: plan, correction: correction(of: next),
        current: versions.current.pointer, next: target.pointer, executor: SerialExecutor())
    }
    if !outcome.isFinite, configuration.skipsNonFinite, log == nil {
      // The step was left out, as by its gradient.
      versions.giveBack(target)
      versions.renameCurrent(to: next.version)
      version = next.version
      return evaluate()
    }
    guard outcome.isFinite else { throw .notFinite(version: next.version) }
    versions.makeCurrent(target, version: next.version)
    version = next.version
    evaluate()
  }

  /// At an epoch's end, what the coordinator does with the validation's loss where the learning rate
  /// depends on it. Tallies are added in the order of their units.
  private func evaluate() {
    guard let reducesAfter = configuration.reducesRateAfter, validationSamples > 0,
      version % steps.stepsPerEpoch == 0
    else { return }
    let unit = Limits.evaluationUnitSamples
    var total = Tally()
    for index in 0..<(validationSamples + unit - 1) / unit {
      total += workload.evaluate(unit: index, at: versions.current.pointer)
    }
    validationHistory.take(
      loss: total.lossSum / Double(total.samples), version: version, reducesAfter: reducesAfter)
  }

  /// The update to the version after this.
  private func nextUpdate() throws(ReplayError) -> AppliedUpdate {
    guard let log else {
      return AppliedUpdate(
        version: version + 1, readVersion: version, step: version, session: .none,
        microBatches: [0..<tree.leafCount])
    }
    guard version < UInt64(log.count) else {
      throw .notRecorded(version: version + 1, recorded: UInt64(log.count))
    }
    let update = log[Int(version)]
    guard update.version == version + 1, update.readVersion <= version else {
      throw .outOfOrder(version: version + 1)
    }
    for run in update.microBatches where run.upperBound > tree.leafCount {
      throw .unknownMicroBatch(version: update.version, microBatch: run.upperBound - 1)
    }
    return update
  }

  /// Computes the update's gradient, such that `plan` has it.
  ///
  /// - Returns: whether θ moves by it: not where a step was left out.
  private func sumGradients(of update: AppliedUpdate) -> Bool {
    var lossSum = 0.0
    guard sum(tree.root, of: update, into: 0, &lossSum) else { return false }
    if configuration.skipsNonFinite, log == nil {
      // Whoever pushed the part that was not finite, the whole step was left out.
      let gradient = UnsafeBufferPointer(sums[0].floats)
      guard lossSum.isFinite, FinitenessCheck.isFinite(gradient) else { return false }
    }
    plan.removeAll()
    plan.load(sums[0].pointer)
    return true
  }

  /// Adds up the gradients below a node that the update has, in the tree's order: where one side of a
  /// node has none, the node is its other side.
  ///
  /// - Returns: whether it has any.
  private func sum(
    _ node: TreeNode, of update: AppliedUpdate, into slot: Int, _ lossSum: inout Double
  ) -> Bool {
    if node.level == 0 {
      let microBatch = Int(node.index)
      guard update.microBatches.contains(where: { $0.contains(microBatch) }) else { return false }
      while sums.count <= slot { sums.append(AlignedBuffer(count: versions.count)) }
      lossSum += workload.computeGradient(
        step: update.step, microBatch: microBatch,
        at: versions.pointer(ofVersion: update.readVersion), into: sums[slot].pointer)
      return true
    }
    let left = TreeNode(level: node.level - 1, index: node.index * 2)
    let right = TreeNode(level: node.level - 1, index: node.index * 2 + 1)
    let isLeft = sum(left, of: update, into: slot, &lossSum)
    let isRight =
      tree.contains(right)
      && sum(right, of: update, into: isLeft ? slot + 1 : slot, &lossSum)
    if isLeft && isRight {
      VectorSum.add(sums[slot + 1].pointer, to: sums[slot].pointer, count: versions.count)
    }
    return isLeft || isRight
  }

  /// What the server did to the sum before it applied it.
  private func correction(of update: AppliedUpdate) -> GradientCorrection {
    let all = steps.samples(inStep: update.step)
    var samples = 0
    for run in update.microBatches {
      for slice in run {
        samples += steps.samples(inStep: update.step, slice: slice, of: tree.leafCount)
      }
    }
    return GradientCorrection(
      scale: samples == all ? 1 : Float(all) / Float(samples),
      delay: configuration.compensation == 0
        ? nil
        : GradientCorrection.Delay(
          coefficient: configuration.compensation,
          readParameters: UnsafePointer(versions.pointer(ofVersion: update.readVersion))))
  }
}
