import Learning
import Optimizers
import Tensors
import Testing

/// Ten steps from the same θ on the same batches end where PyTorch's do.
@Suite struct PyTorchTests {
  /// Each batch is divided in two, as two workers would, and summed by plan.
  @Test(arguments: try Reference.load().cases)
  func tenStepsAgree(reference: Reference.Case) throws {
    let task = try #require(reference.learningTask)
    let network = try #require(reference.network)
    let configuration = try #require(reference.configuration)
    let data = try Reference.load().dataset(for: task)
    let layout = network.layout
    try #require(layout.count == reference.initial.count)
    let computation = BatchComputation(network: network, task: task, capacity: 8)
    let update = ParameterUpdate(configuration, layout: layout, concurrency: 1)
    var current = AlignedBuffer(count: layout.count)
    var next = AlignedBuffer(count: layout.count)
    let halves = [AlignedBuffer(count: layout.count), AlignedBuffer(count: layout.count)]
    // A buffer's pointer does not keep it alive.
    defer { withExtendedLifetime((current, next, halves)) {} }
    for (index, parameter) in reference.initial.enumerated() {
      current.pointer[index] = parameter
    }
    var plan = SummationPlan()
    plan.load(halves[0].pointer)
    plan.load(halves[1].pointer)
    plan.add()
    for (step, batch) in reference.batches.enumerated() {
      let scale: Float = reference.reduction == "mean" ? 1 / Float(batch.count) : 1
      var loss = 0.0
      for (half, samples) in zip(halves, [batch[..<4], batch[4...]]) {
        loss += Array(samples).withUnsafeBufferPointer { indexes in
          computation.gradient(
            of: indexes, in: data, at: current.pointer, scale: scale, into: half.pointer)
        }
      }
      let expected = reference.losses[step]
      #expect((loss * Double(scale) - expected).magnitude <= 1e-5 * max(expected, 1))
      let outcome = update.apply(
        step: UInt64(step), rate: reference.rate, gradient: plan, current: current.pointer,
        next: next.pointer, executor: SerialExecutor())
      #expect(outcome.isFinite)
      swap(&current, &next)
    }
    let size = norm(reference.final)
    let error = norm(zip(current.floats, reference.final).map { $0 - $1 })
    #expect(error <= 1e-5 * size, "off by \(error / size) of ‖θ‖")
    // The steps are large enough for the comparison to mean something.
    let moved = norm(zip(reference.initial, reference.final).map { $0 - $1 })
    #expect(moved >= 1e-2 * size)
  }

  @Test func everyTaskMeetsEveryOptimizer() throws {
    let pairs = try Reference.load().cases.map { "\($0.task) \($0.optimizer)" }
    let tasks = ["regression", "binary", "multiclass"]
    let optimizers = ["sgd", "momentum", "nesterov", "adam", "adamw"]
    #expect(pairs == tasks.flatMap { task in optimizers.map { "\(task) \($0)" } })
    #expect(try Reference.load().madeWith.hasPrefix("PyTorch 2.13"))
  }

  private func norm(_ values: [Float]) -> Double {
    values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
}
