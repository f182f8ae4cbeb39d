import Learning
import Optimizers

@testable import Jobs

/// Jobs that can be, drawn by a seed.
enum RandomJob {
  static func make(seed: UInt64) -> Job {
    var source = SplitMix(state: seed)
    var job = Job()
    let specifications = [
      "digits", "mnist:/data/mnist", "csv:a.csv", "libsvm:b.txt",
      "csv:a b.csv,label=x+y,features=0-3+7,header=yes,delimiter=tab,scale=standard", "idx:i,l",
    ]
    if let text = specifications.randomElement(using: &source),
      let data = try? DataSpecification(text)
    {
      job.data = data
      job.validation =
        [.automatic, .data(data), .share(.random(in: 0.01..<1, using: &source))]
        .randomElement(using: &source) ?? .none
    }
    job.task = Task.allCases.randomElement(using: &source) ?? .binary
    if job.task == .multiclass {
      job.loss = ClassificationLoss.allCases.randomElement(using: &source) ?? .squared
    }
    job.model =
      [
        .automatic, .sizes([3, 4]),
        .sizes((0..<5).map { _ in Int.random(in: 1...1_000_000, using: &source) }),
      ].randomElement(using: &source) ?? .automatic
    job.activation = Activation.allCases.randomElement(using: &source) ?? .gelu
    job.outputActivation = Activation.allCases.randomElement(using: &source) ?? .gelu
    job.hasBias = .random(using: &source)
    if Bool.random(using: &source) {
      job.initializer = Initializer.allCases.randomElement(using: &source) ?? .zeros
    } else {
      job.initialWeights = .digest(String(repeating: "0123456789abcdef", count: 4))
    }
    if job.task != .regression {
      job.classWeighting = ClassWeighting.allCases.randomElement(using: &source) ?? .none
    }
    job.dropout = [0, .random(in: 0..<1, using: &source)].randomElement(using: &source) ?? 0
    let lambda = number(using: &source)
    job.regularizer =
      [.none, .l1(lambda), .l2(lambda), .elastic(l1: lambda, l2: number(using: &source))]
      .randomElement(using: &source) ?? .none
    job.isDecoupled = .random(using: &source)
    job.regularizesBiases = .random(using: &source)
    job.reduction = Reduction.allCases.randomElement(using: &source) ?? .sum
    job.clipNorm = [nil, number(using: &source)].randomElement(using: &source) ?? nil
    job.learningRate = number(using: &source)
    job.warmupSteps = .random(in: 0...1_000_000_000_000, using: &source)
    job.optimizer = OptimizerName.allCases.randomElement(using: &source) ?? .sgd
    switch job.optimizer {
    case .sgd: break
    case .momentum, .nesterov: job.momentum = .random(in: 0..<1, using: &source)
    case .adam, .adamw:
      job.beta1 = .random(in: 0..<1, using: &source)
      job.beta2 = .random(in: 0..<1, using: &source)
      job.epsilon = number(using: &source)
      if job.optimizer == .adamw { job.weightDecay = number(using: &source) }
    }
    job.scheduleName = ScheduleName.allCases.randomElement(using: &source) ?? .step
    switch job.scheduleName {
    case .constant: break
    case .step:
      job.decayEvery = .random(in: 1...1_000_000_000_000, using: &source)
      job.decayFactor = .random(in: 0.001...1, using: &source)
    case .cosine: job.finalLearningRate = number(using: &source)
    case .exponential: job.decayFactor = .random(in: 0.001...1, using: &source)
    case .plateau:
      job.decayFactor = .random(in: 0.001...1, using: &source)
      job.plateauPatience = .random(in: 1...1_000_000, using: &source)
      job.finalLearningRate = number(using: &source)
      job.validation = .share(0.25)
    }
    let isValidated = job.validation != .none && job.validation != .automatic
    if isValidated, Bool.random(using: &source) {
      job.patience = .random(in: 1...1_000_000, using: &source)
    }
    job.batch = .random(in: 1...1_048_576, using: &source)
    job.microBatches = .random(in: 1...min(1_024, job.batch), using: &source)
    job.length =
      Bool.random(using: &source)
      ? .epochs(.random(in: 1...1_000_000, using: &source))
      : .steps(.random(in: 1...1_000_000_000_000, using: &source))
    switch Int.random(in: 0..<4, using: &source) {
    case 0: job.drop = .random(in: 0..<job.microBatches, using: &source)
    case 1:
      job.mode = .async
      job.compensate = .random(in: 0...1, using: &source)
    case 2:
      job.mode = .bounded
      job.staleness = .random(in: JobLimits.staleness, using: &source)
    default: break
    }
    job.skipsNonFinite = .random(using: &source)
    job.seed = .random(in: 0...UInt64(Int.max), using: &source)
    if isValidated, job.task != .regression, Bool.random(using: &source) {
      job.targetAccuracy = .random(in: 0.001...1, using: &source)
    }
    if isValidated, Bool.random(using: &source) { job.targetLoss = number(using: &source) }
    job.checkpointEvery =
      [.epoch, .steps(.random(in: 1...9_999, using: &source)), .seconds(86_400)]
      .randomElement(using: &source) ?? .epoch
    job.checkpointsKept = .random(in: 1...1_000_000, using: &source)
    return job
  }

  /// A positive float of any exponent.
  private static func number(using source: inout SplitMix) -> Float {
    var value = Float.nan
    while !value.isFinite || value <= 0 {
      value = Float(bitPattern: .random(in: 1...0x7F7F_FFFF, using: &source))
    }
    return value
  }
}

/// SplitMix64 (Steele et al. 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
