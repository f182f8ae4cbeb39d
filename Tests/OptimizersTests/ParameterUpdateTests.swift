import Optimizers
import Tensors
import Testing

private let algorithms: [OptimizerAlgorithm] = [
  .sgd, .momentum(coefficient: 0.9), .nesterov(coefficient: 0.8),
  .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
  .adamW(beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1),
]

private let regularizers: [Regularizer] = [
  .none, .l2(0.02), .l1(0.01), .elastic(l1: 0.005, l2: 0.03),
]

/// Every combination of an algorithm, a penalty, its place, its reach, and clipping.
private let configurations: [UpdateConfiguration] = algorithms.flatMap { algorithm in
  regularizers.flatMap { regularizer in
    [(false, false), (false, true), (true, false), (true, true)].flatMap { decoupled, biases in
      [nil, 3].map { clipNorm in
        UpdateConfiguration(
          algorithm: algorithm, clipNorm: clipNorm, regularizer: regularizer,
          decoupled: decoupled, regularizeBiases: biases)
      }
    }
  }
}

/// θ in −1 ..< 1, with zeros here and there, among weights and biases.
private let initialParameters: [Float] =
  UpdateBench.random(UpdateBench.twoLayers.count, key: 1).enumerated().map {
    $0 % 37 == 5 ? 0 : $1
  }

/// Five gradients for each of six steps.
private let randomGradients: [[Float]] = (0..<30).map {
  UpdateBench.random(UpdateBench.twoLayers.count, key: 100 + $0)
}

@Suite struct ParameterUpdateTests {
  private let layout = UpdateBench.twoLayers

  private var initial: [Float] { initialParameters }

  private func gradients(_ number: Int, step: UInt64) -> [[Float]] {
    Array(randomGradients[5 * Int(step)..<5 * Int(step) + number])
  }

  private func bench(
    _ configuration: UpdateConfiguration, gradientCount: Int = 2, concurrency: Int = 1,
    offset: Int = 0
  ) -> UpdateBench {
    UpdateBench(
      configuration, layout: layout, parameters: initial, gradientCount: gradientCount,
      concurrency: concurrency, offset: offset)
  }

  @Test(arguments: configurations)
  func fourStepsAgreeWithTheTwin(configuration: UpdateConfiguration) {
    let bench = bench(configuration)
    var twin = UpdateTwin(configuration, layout: layout, parameters: initial)
    for step in UInt64(0)..<4 {
      let gradients = gradients(2, step: step)
      bench.apply(step: step, rate: 0.05, gradients: gradients)
      twin.apply(rate: 0.05, gradient: zip(gradients[0], gradients[1]).map { Double($0 + $1) })
    }
    var distance = 0.0
    var greatest = 0.0
    for (actual, expected) in zip(bench.parameters, twin.parameters) {
      greatest = max(greatest, (Double(actual) - expected).magnitude)
      distance += (Double(actual) - expected) * (Double(actual) - expected)
    }
    // θ is below 2 and float's unit in the last place there is 1.2e-7.
    #expect(greatest < 4e-6)
    #expect(distance.squareRoot() < 1e-6 * 39)  // ‖θ‖ ≈ √(4,649/3) ≈ 39.
    #expect(bench.outcome.isFinite)
  }

  /// The same bits for any division of the blocks among threads and any number of gradients.
  @Test(arguments: configurations.filter { $0.regularizer == regularizers[3] }, [1, 2, 5])
  func threadsDoNotChangeBits(configuration: UpdateConfiguration, gradientCount: Int) {
    let serial = bench(configuration, gradientCount: gradientCount)
    let threaded = [2, 3].map { threads in
      bench(configuration, gradientCount: gradientCount, concurrency: threads)
    }
    for step in UInt64(0)..<2 {
      let gradients = gradients(gradientCount, step: step)
      serial.apply(step: step, rate: 0.05, gradients: gradients)
      for (bench, threads) in zip(threaded, [2, 3]) {
        bench.apply(
          step: step, rate: 0.05, gradients: gradients,
          executor: ThreadedExecutor(concurrency: threads))
        #expect(bench.bits == serial.bits)
        #expect(bench.outcome == serial.outcome)
      }
    }
  }

  @Test(arguments: algorithms)
  func alignmentDoesNotChangeBits(algorithm: OptimizerAlgorithm) {
    let configuration = UpdateConfiguration(
      algorithm: algorithm, clipNorm: 2, regularizer: .elastic(l1: 0.1, l2: 0.1))
    let aligned = bench(configuration)
    let shifted = bench(configuration, offset: 3)
    for step in UInt64(0)..<3 {
      aligned.apply(step: step, rate: 0.05, gradients: gradients(2, step: step))
      shifted.apply(step: step, rate: 0.05, gradients: gradients(2, step: step))
    }
    #expect(shifted.bits == aligned.bits)
  }

  /// Stopped after three of six steps, its state copied into a new update, a run ends in the bits of
  /// the run that went on.
  @Test(arguments: algorithms)
  func restoredStateGoesOnWithTheSameBits(algorithm: OptimizerAlgorithm) {
    let configuration = UpdateConfiguration(
      algorithm: algorithm, clipNorm: 40, regularizer: .l2(0.01))
    let whole = bench(configuration)
    for step in UInt64(0)..<3 {
      whole.apply(step: step, rate: 0.05, gradients: gradients(2, step: step))
    }
    let resumed = UpdateBench(configuration, layout: layout, parameters: whole.parameters)
    #expect(resumed.update.stateNames == whole.update.stateNames)
    for (copy, original) in zip(resumed.update.state, whole.update.state) {
      copy.pointer.update(from: original.pointer, count: original.count)
    }
    for step in UInt64(3)..<6 {
      whole.apply(step: step, rate: 0.05, gradients: gradients(2, step: step))
      resumed.apply(step: step, rate: 0.05, gradients: gradients(2, step: step))
    }
    #expect(resumed.bits == whole.bits)
  }

  @Test func statesAreNamedAndAsLongAsParameters() {
    let names = algorithms.map { algorithm in
      let update = ParameterUpdate(.init(algorithm: algorithm), layout: layout, concurrency: 1)
      #expect(update.state.map(\.count) == update.stateNames.map { _ in layout.count })
      return update.stateNames
    }
    let adam = ["adam.first_moment", "adam.second_moment"]
    #expect(names == [[], ["momentum"], ["momentum"], adam, adam])
  }

  /// The norm of the sum of the gradients, against a plain sum of squares.
  @Test func theNormIsThatOfTheSum() throws {
    let bench = bench(.init(algorithm: .sgd, clipNorm: 1e-3))
    let gradients = gradients(2, step: 0)
    bench.apply(step: 0, rate: 1, gradients: gradients)
    let squares = zip(gradients[0], gradients[1]).reduce(0.0) {
      $0 + Double($1.0 + $1.1) * Double($1.0 + $1.1)
    }
    let norm = try #require(bench.outcome.gradientNorm)
    #expect((Double(norm) / squares.squareRoot() - 1).magnitude < 1e-6)
    // θ moved by exactly the clipped norm.
    let moved = zip(bench.parameters, initial).reduce(0.0) {
      $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
    }
    #expect((moved.squareRoot() / 1e-3 - 1).magnitude < 1e-2)
  }

  @Test func withoutClippingThereIsNoNorm() {
    let bench = bench(.init(algorithm: .sgd))
    bench.apply(step: 0, rate: 1, gradients: gradients(2, step: 0))
    #expect(bench.outcome == UpdateOutcome(gradientNorm: nil, isFinite: true))
  }

  /// One component that is not finite is noticed wherever it lies: in a vector of lanes, in a tail,
  /// in any block, on any thread, clipped or not.
  @Test(
    arguments: [Float.nan, .infinity, -.infinity, .signalingNaN],
    [0, 7, 8, 2_047, 2_048, 2_700, 4_096, 4_640, 4_648])
  func aComponentThatIsNotFiniteIsNoticed(value: Float, index: Int) {
    for algorithm in algorithms {
      for clipNorm in [nil, Float(1)] {
        let bench = bench(
          .init(algorithm: algorithm, clipNorm: clipNorm), gradientCount: 1, concurrency: 2)
        var gradient = gradients(1, step: 0)[0]
        gradient[index] = value
        bench.apply(
          step: 0, rate: 0, gradients: [gradient], executor: ThreadedExecutor(concurrency: 2))
        #expect(!bench.outcome.isFinite)
      }
    }
  }

  /// A sum that overflows is noticed, and so is a θ that does.
  @Test func overflowIsNoticed() {
    let huge = [Float](repeating: 3e38, count: layout.count)
    let sum = bench(.init(algorithm: .sgd))
    sum.apply(step: 0, rate: 1e-38, gradients: [huge, huge])
    #expect(!sum.outcome.isFinite)
    let step = bench(.init(algorithm: .sgd), gradientCount: 1)
    step.apply(step: 0, rate: 2, gradients: [huge])
    #expect(!step.outcome.isFinite)
    let bounded = bench(.init(algorithm: .sgd, clipNorm: 1), gradientCount: 1)
    bounded.apply(step: 0, rate: 1, gradients: [huge])
    #expect(bounded.outcome.isFinite)
  }

  /// After a step with a bad gradient the same update reports a good one as good.
  @Test func theRecordStartsAfreshEachStep() {
    let bench = bench(.init(algorithm: .sgd), gradientCount: 1)
    var gradient = gradients(1, step: 0)[0]
    gradient[100] = .nan
    bench.apply(step: 0, rate: 1, gradients: [gradient])
    #expect(!bench.outcome.isFinite)
    let good = AlignedBuffer(count: layout.count)
    let next = AlignedBuffer(count: layout.count)
    defer { withExtendedLifetime((good, next)) {} }
    var plan = SummationPlan()
    plan.load(good.pointer)
    let outcome = bench.update.apply(
      step: 1, rate: 1, gradient: plan, current: good.pointer, next: next.pointer,
      executor: SerialExecutor())
    #expect(outcome.isFinite)
  }
}
