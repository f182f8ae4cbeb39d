import Coordination
import Optimizers
import Tensors

/// Computes a run's updates by itself, one after the other, in a plain loop: none of the protocol's
/// code, only the arithmetic of gradients and of the optimizer. That is compared with what the formulas
/// say, since a mistake in it would be the same on both sides.
final class LoneComputation {
  /// The first thing that the arithmetic gave and the formulas don't.
  private(set) var mistake: String?
  private let scenario: Scenario
  private let task: TrainingTask
  private let update: ParameterUpdate
  private let reference: ReferenceUpdate
  private let gradients: [AlignedBuffer]
  private let current: AlignedBuffer
  private let read: AlignedBuffer
  private let next: AlignedBuffer

  init(_ scenario: Scenario, _ task: TrainingTask) {
    self.scenario = scenario
    self.task = task
    let count = task.parameterCount
    update = ParameterUpdate(task.update, layout: task.layout, concurrency: 1)
    reference = ReferenceUpdate(task.update, layout: task.layout)
    gradients = (0..<scenario.microBatches).map { _ in AlignedBuffer(count: count) }
    current = AlignedBuffer(count: count)
    read = AlignedBuffer(count: count)
    next = AlignedBuffer(count: count)
  }

  /// Where a run begins.
  func start() -> RunPoint {
    task.fill(current.pointer)
    return RunPoint(
      parameters: Array(current.floats), state: update.state.map { Array($0.floats) }, loss: nil,
      validations: [])
  }

  /// Where an update leads.
  ///
  /// - Parameters:
  ///   - point: what it is applied to.
  ///   - readPoint: what its gradient is computed from.
  func follow(
    _ applied: AppliedUpdate, from point: RunPoint, reading readPoint: RunPoint
  ) -> RunPoint {
    if applied.microBatches.isEmpty {
      return RunPoint(
        parameters: point.parameters, state: point.state, loss: nil,
        validations: point.validations)
    }
    Self.copy(point.parameters, to: current)
    Self.copy(readPoint.parameters, to: read)
    for (buffer, values) in zip(update.state, point.state) { Self.copy(values, to: buffer) }

    let step = Int(applied.step)
    let all = scenario.samples(inStep: step)
    var isThere = Array(repeating: false, count: scenario.microBatches)
    var losses = Array(repeating: 0.0, count: scenario.microBatches)
    var samples = 0
    for microBatch in applied.microBatches.joined() {
      isThere[microBatch] = true
      losses[microBatch] = task.gradient(
        step: step, microBatch: microBatch, at: read.pointer, into: gradients[microBatch].pointer)
      mistake =
        mistake
        ?? task.mistake(
          in: gradients[microBatch].pointer, lossSum: losses[microBatch], step: step,
          microBatch: microBatch, at: read.pointer, scenario)
      samples +=
        (microBatch + 1) * all / scenario.microBatches - microBatch * all / scenario.microBatches
    }
    let first = sum(&isThere, &losses)
    var correction = GradientCorrection()
    if samples < all { correction.scale = Float(all) / Float(samples) }
    if case .compensated(let coefficient) = scenario.rule {
      correction.delay = .init(
        coefficient: coefficient, readParameters: UnsafePointer(read.pointer))
    }
    var plan = SummationPlan()
    plan.load(gradients[first].pointer)
    let number = applied.version - 1
    let rate = rate(after: point.validations)
    let gradient = corrected(first, share: Double(all) / Double(samples), point, readPoint)
    _ = update.apply(
      step: number, rate: rate, gradient: plan, correction: correction, current: current.pointer,
      next: next.pointer,
      executor: SerialExecutor())
    let result = RunPoint(
      parameters: Array(next.floats), state: update.state.map { Array($0.floats) },
      loss: losses[first] / Double(samples), validations: point.validations)
    mistake =
      mistake
      ?? reference.mistake(
        from: point, to: result, gradient: gradient, rate: Double(rate), number: number)
    return result
  }

  /// The learning rate after these validations: halved for each row of them that did not improve on the
  /// best, down to a quarter.
  private func rate(after validations: [Double]) -> Float {
    var rate = task.schedule.baseRate
    guard let most = scenario.halvesRateAfter else { return rate }
    var best = Double.infinity
    var row = 0
    for loss in validations {
      row = loss < best ? 0 : row + 1
      best = min(best, loss)
      if row == most {
        rate = max(rate / 2, task.schedule.baseRate / 4)
        row = 0
      }
    }
    return rate
  }

  /// The data gradient: the sum, scaled where parts of it are missing, with the term for its delay.
  private func corrected(
    _ first: Int, share: Double, _ point: RunPoint, _ readPoint: RunPoint
  ) -> [Double] {
    (0..<task.parameterCount).map { index in
      var g = Double(gradients[first].pointer[index]) * share
      if case .compensated(let coefficient) = scenario.rule {
        let moved = Double(point.parameters[index]) - Double(readPoint.parameters[index])
        g += Double(coefficient) * g * g * moved
      }
      return g
    }
  }

  /// Sums gradients, and losses: neighbours in pairs, then neighbouring pairs, and so on; what has no
  /// neighbour, or whose neighbour is not there, waits.
  ///
  /// - Returns: where the sum is.
  private func sum(_ isThere: inout [Bool], _ losses: inout [Double]) -> Int {
    var distance = 1
    while distance < gradients.count {
      for left in stride(from: 0, to: gradients.count - distance, by: 2 * distance) {
        let right = left + distance
        guard isThere[right] else { continue }
        let (sum, more) = (gradients[left].pointer, gradients[right].pointer)
        if isThere[left] {
          for element in 0..<task.parameterCount { sum[element] += more[element] }
          losses[left] += losses[right]
        } else {
          sum.update(from: more, count: task.parameterCount)
          losses[left] = losses[right]
          isThere[left] = true
        }
      }
      distance *= 2
    }
    return 0
  }

  private static func copy(_ values: [Float], to buffer: AlignedBuffer) {
    for (index, value) in values.enumerated() { buffer.pointer[index] = value }
  }
}
