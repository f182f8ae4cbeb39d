import Tensors
import Testing

@testable import Optimizers

@Suite("An update that gives a number which is not finite")
struct TakenBackUpdateTests {
  private static let algorithms: [OptimizerAlgorithm] = [
    .sgd, .momentum(coefficient: 0.9), .nesterov(coefficient: 0.9),
    .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
  ]

  /// θ and state after these gradients of one element, each the sum of two.
  private func run(
    _ algorithm: OptimizerAlgorithm, _ gradients: [(Float, Float)]
  ) -> (parameter: Float, state: [Float], isFinite: [Bool]) {
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [1, 1], role: .weight)
    let update = ParameterUpdate(
      UpdateConfiguration(algorithm: algorithm), layout: layout, concurrency: 1)
    var (current, next) = (AlignedBuffer(count: 1), AlignedBuffer(count: 1))
    current.pointer[0] = 0.5
    let (left, right) = (AlignedBuffer(count: 1), AlignedBuffer(count: 1))
    var isFinite: [Bool] = []
    for (one, other) in gradients {
      left.pointer[0] = one
      right.pointer[0] = other
      var plan = SummationPlan()
      plan.load(left.pointer)
      plan.load(right.pointer)
      plan.add()
      let outcome = update.applyIfFinite(
        step: 0, rate: 0.1, gradient: plan, current: current.pointer, next: next.pointer,
        executor: SerialExecutor())
      isFinite.append(outcome.isFinite)
      if outcome.isFinite { swap(&current, &next) }
    }
    return (current.pointer[0], update.state.map { $0.pointer[0] }, isFinite)
  }

  @Test("leaves θ and the optimizer's state as they were", arguments: algorithms)
  func takenBack(_ algorithm: OptimizerAlgorithm) {
    // 3e38 + 3e38 is beyond the greatest float, 3.4e38.
    let disturbed = run(algorithm, [(1, 2), (3e38, 3e38), (.nan, 0), (0.5, 0)])
    let plain = run(algorithm, [(1, 2), (0.5, 0)])
    #expect(disturbed.isFinite == [true, false, false, true])
    #expect(disturbed.parameter == plain.parameter && disturbed.state == plain.state)
  }

  @Test("is one too where only a moment overflows: Adam's would hold its parameter for good")
  func moment() {
    let adam = Self.algorithms[3]
    // 1e25² is beyond the greatest float, 1e25 is not.
    let disturbed = run(adam, [(1, 2), (1e25, 0), (0.5, 0)])
    #expect(disturbed.isFinite == [true, false, true])
    #expect(disturbed.parameter == run(adam, [(1, 2), (0.5, 0)]).parameter)
    #expect(run(.sgd, [(1e25, 0)]).isFinite == [true])
  }
}
