import Coordination
import Optimizers
import Tensors

/// What a run in sync mode must come to: a plain loop over steps and micro-batches, with none of the
/// protocol's code.
struct SequentialReference {
  /// θ's bits at each version.
  private(set) var versions: [[UInt32]] = []
  /// Mean ℓ of each step.
  private(set) var losses: [Double] = []

  /// Computes a whole run.
  init(_ scenario: Scenario, _ task: TrainingTask) {
    let count = task.parameterCount
    var (current, next) = (AlignedBuffer(count: count), AlignedBuffer(count: count))
    let update = ParameterUpdate(task.update, layout: task.layout, concurrency: 1)
    let gradients = (0..<scenario.microBatches).map { _ in AlignedBuffer(count: count) }
    task.fill(current.pointer)
    versions.append(current.floats.map(\.bitPattern))
    for step in 0..<scenario.totalSteps {
      var losses: [Double] = []
      for (microBatch, gradient) in gradients.enumerated() {
        losses.append(
          task.gradient(
            step: step, microBatch: microBatch, at: current.pointer, into: gradient.pointer))
      }
      let loss = Self.sum(gradients.map(\.pointer), losses, count: count)
      self.losses.append(loss / Double(scenario.samples(inStep: step)))
      var plan = SummationPlan()
      plan.load(gradients[0].pointer)
      let rate = task.schedule.rate(
        atStep: UInt64(step), totalSteps: UInt64(scenario.totalSteps),
        stepsPerEpoch: UInt64(scenario.stepsPerEpoch))
      _ = update.apply(
        step: UInt64(step), rate: rate, gradient: plan, current: current.pointer,
        next: next.pointer, executor: SerialExecutor())
      swap(&current, &next)
      versions.append(current.floats.map(\.bitPattern))
    }
  }

  /// Sums gradients into the first of them, and losses: neighbours in pairs, then neighbouring pairs,
  /// and so on; the last one waits where it has no neighbour.
  private static func sum(
    _ gradients: [UnsafeMutablePointer<Float>], _ losses: [Double], count: Int
  ) -> Double {
    var losses = losses
    var distance = 1
    while distance < gradients.count {
      for left in stride(from: 0, to: gradients.count - distance, by: 2 * distance) {
        for element in 0..<count { gradients[left][element] += gradients[left + distance][element] }
        losses[left] += losses[left + distance]
      }
      distance *= 2
    }
    return losses[0]
  }

  /// What an evaluation at a version must come to: the units' tallies, summed in their order.
  func evaluation(atVersion version: Int, _ scenario: Scenario, _ task: TrainingTask) -> Tally {
    let parameters = versions[version].map { Float(bitPattern: $0) }
    let unit = Limits.evaluationUnitSamples
    var total = Tally()
    parameters.withUnsafeBufferPointer { parameters in
      guard let base = parameters.baseAddress else { return }
      for index in 0..<(scenario.validationSamples + unit - 1) / unit {
        total += task.evaluate(unit: index, at: base)
      }
    }
    return total
  }
}
