import Coordination
import Learning
import Optimizers
import ParameterServer
import Tensors
import TrainingWorker

/// What the workers of a universe compute: small, exact, and such that a mistake shows in θ.
final class TrainingTask {
  /// The kinds of work.
  enum Kind: Sendable {
    /// θ has an element for each micro-batch of each step, whose gradient is −1 there and 0 else:
    /// with plain SGD at rate 1, θ counts how often each was applied.
    case counting
    /// A few parameters and a gradient that depends on θ, the step and the micro-batch in every
    /// bit: order, version and lost updates show.
    case curved
    /// A real network on a few samples.
    case network
  }

  let kind: Kind
  let layout: ParameterLayout
  let update: UpdateConfiguration
  let schedule: LearningRateSchedule
  let facts: DataFacts

  private let microBatches: Int
  private let validationSamples: Int
  private let network: NetworkWorkload?
  private let poison: Double
  /// What the network's gradients must be.
  private let reference: ReferenceGradient?

  init(_ scenario: Scenario) {
    kind = scenario.work
    poison = scenario.poison
    microBatches = scenario.microBatches
    validationSamples = scenario.validationSamples
    update = scenario.update
    let fingerprint = DataFingerprint(training: scenario.seed, validation: ~scenario.seed)
    facts = DataFacts(
      fingerprint: fingerprint, trainingSamples: scenario.trainingSamples,
      validationSamples: scenario.validationSamples)
    switch kind {
    case .counting, .curved:
      var layout = ParameterLayout()
      let count = kind == .counting ? scenario.totalSteps * microBatches : 5
      layout.append("0.weight", shape: [1, count], role: .weight)
      self.layout = layout
      schedule = Self.schedule(kind == .counting ? 1 : 0.0625, scenario)
      network = nil
      reference = nil
    case .network:
      let network = Network(
        sizes: ReferenceGradient.sizes, activation: .tanh, outputActivation: .identity,
        hasBias: true)
      layout = network.layout
      schedule = Self.schedule(0.05, scenario)
      let training = Self.samples(scenario.trainingSamples, seed: scenario.seed)
      reference = ReferenceGradient(
        features: training.features, classes: training.classes, seed: scenario.seed)
      self.network = NetworkWorkload(
        network: network, task: .multiclass, training: Self.dataset(training),
        validation: scenario.validationSamples > 0
          ? Self.dataset(Self.samples(scenario.validationSamples, seed: ~scenario.seed)) : nil,
        fingerprint: fingerprint,
        sampler: Sampler(
          sampleCount: scenario.trainingSamples, batch: scenario.batch,
          microBatches: scenario.microBatches, seed: scenario.seed),
        scaling: .mean)
    }
  }

  /// A constant rate, or one that is halved down to a quarter.
  private static func schedule(_ rate: Float, _ scenario: Scenario) -> LearningRateSchedule {
    LearningRateSchedule(
      baseRate: rate,
      shape: scenario.halvesRateAfter == nil
        ? .constant : .plateau(factor: 0.5, leastRate: rate / 4))
  }

  var parameterCount: Int { layout.count }

  /// Writes the first θ.
  func fill(_ parameters: UnsafeMutablePointer<Float>) {
    for index in 0..<parameterCount {
      parameters[index] = kind == .counting ? 0 : Self.noise(0, 0, index)
    }
  }

  /// The gradient of a micro-batch at θ, and its loss.
  func gradient(
    step: Int, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    switch kind {
    case .counting:
      gradient.update(repeating: 0, count: parameterCount)
      gradient[step * microBatches + microBatch] = -1
      return Double(parameters[step * microBatches + microBatch]) + 1
    case .curved:
      return curvedGradient(step, microBatch, parameters, gradient)
    case .network:
      return network?.computeGradient(
        step: UInt64(step), microBatch: microBatch, at: parameters, into: gradient) ?? 0
    }
  }

  /// g_j = ¼ θ_j + θ_k / (1 + θ_k²) + a number of (step, micro-batch, j), where k follows j.
  private func curvedGradient(
    _ step: Int, _ microBatch: Int, _ parameters: UnsafePointer<Float>,
    _ gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    var loss = 0.0
    for j in 0..<parameterCount {
      let next = parameters[(j + 1) % parameterCount]
      gradient[j] =
        0.25 * parameters[j] + next / (1 + next * next) + Self.noise(step + 1, microBatch, j)
      loss += Double(gradient[j]) * Double(gradient[j])
    }
    if isPoisoned(step, microBatch) { gradient[microBatch % parameterCount] = .nan }
    return loss
  }

  /// Whether a micro-batch's gradient holds a number that is not finite.
  func isPoisoned(_ step: Int, _ microBatch: Int) -> Bool {
    guard poison > 0 else { return false }
    var numbers = SeededNumbers(seed: ~(UInt64(step) << 32 | UInt64(microBatch)))
    return numbers.happens(poison)
  }

  /// What one unit of the validation data gives at θ.
  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally {
    if let network { return network.evaluate(unit: unit, at: parameters) }
    let first = unit * Limits.evaluationUnitSamples
    let samples = min(Limits.evaluationUnitSamples, validationSamples - first)
    var loss = Double(unit)
    for index in 0..<parameterCount { loss += Double(parameters[index] * parameters[index]) }
    return Tally(
      samples: UInt64(samples), lossSum: loss, correct: UInt64((unit + samples / 2) % samples))
  }

  /// A number between −1 and 1 that these three determine.
  private static func noise(_ step: Int, _ microBatch: Int, _ element: Int) -> Float {
    var numbers = SeededNumbers(
      seed: UInt64(step) << 32 | UInt64(microBatch) << 16 | UInt64(element))
    return Float(numbers.unit() * 2 - 1)
  }

  /// What is wrong with a gradient of the network and its loss, where there is one; nil where nothing
  /// is.
  func mistake(
    in gradient: UnsafeMutablePointer<Float>, lossSum: Double, step: Int, microBatch: Int,
    at parameters: UnsafeMutablePointer<Float>, _ scenario: Scenario
  ) -> String? {
    guard let reference else { return nil }
    let all = scenario.samples(inStep: step)
    let first = step % scenario.stepsPerEpoch * scenario.batch
    let positions =
      first + microBatch * all / microBatches..<first + (microBatch + 1) * all / microBatches
    return reference.mistake(
      in: Array(UnsafeBufferPointer(start: gradient, count: parameterCount)), lossSum: lossSum,
      at: Array(UnsafeBufferPointer(start: parameters, count: parameterCount)),
      epoch: step / scenario.stepsPerEpoch, positions: positions, stepSamples: all)
  }

  private static func samples(
    _ count: Int, seed: UInt64
  ) -> (features: [Float], classes: [UInt16]) {
    var numbers = SeededNumbers(seed: seed)
    var features: [Float] = []
    var classes: [UInt16] = []
    for _ in 0..<count {
      for _ in 0..<3 { features.append(Float(numbers.unit() * 2 - 1)) }
      classes.append(UInt16(numbers.below(2)))
    }
    return (features, classes)
  }

  private static func dataset(_ samples: (features: [Float], classes: [UInt16])) -> Dataset {
    Dataset(
      sampleCount: samples.classes.count, featureCount: 3, features: .floats(samples.features),
      targets: .classes(samples.classes, count: 2))
  }
}
