import Hashing
import Learning
import Optimizers
import Testing
import Text

@testable import Jobs

@Suite struct JobDerivationTests {
  @Test func anAutomaticModelFitsTheData() throws {
    var job = Job()
    job.activation = .tanh
    job.outputActivation = .sigmoid
    job.hasBias = false
    #expect(
      try job.network(features: 64, outputs: 10)
        == Network(
          sizes: [64, 128, 10], activation: .tanh, outputActivation: .sigmoid, hasBias: false))
    let resolved = try job.resolvingModel(features: 64, outputs: 10)
    #expect(resolved.model.description == "64-128-10")
    #expect(try resolved.resolvingModel(features: 64, outputs: 10) == resolved)
    #expect(throws: JobError.self) { try job.network(features: 0, outputs: 10) }
  }

  @Test func theFingerprintIsThatOfTheJobsText() throws {
    var job = Job()
    let digest = Hexadecimal.text(SHA256.hash(Array(job.canonicalText.utf8)))
    #expect(job.fingerprint == UInt64(digest.prefix(16), radix: 16))
    #expect(job.coordinatorConfiguration.jobFingerprint == job.fingerprint)
    let before = job.fingerprint
    job.seed += 1
    #expect(job.fingerprint != before)
  }

  @Test func aNamedModelMustFitTheData() throws {
    var job = Job()
    job.model = .sizes([784, 32, 10])
    #expect(try job.network(features: 784, outputs: 10).sizes == [784, 32, 10])
    #expect(throws: JobError("the data has 64 features but the model's first layer takes 784")) {
      try job.network(features: 64, outputs: 10)
    }
    #expect(
      throws: JobError("the model 784-32-10 ends in 10 outputs but the data needs 1")
    ) { try job.resolvingModel(features: 784, outputs: 1) }
  }

  @Test func optimizersCarryTheirOwnHyperparameters() {
    var job = Job()
    job.momentum = 0.1
    job.beta1 = 0.2
    job.beta2 = 0.3
    job.epsilon = 0.4
    job.weightDecay = 0.5
    job.clipNorm = 2
    job.regularizer = .l2(3)
    job.isDecoupled = true
    let expected: [(OptimizerName, OptimizerAlgorithm)] = [
      (.sgd, .sgd), (.momentum, .momentum(coefficient: 0.1)),
      (.nesterov, .nesterov(coefficient: 0.1)),
      (.adam, .adam(beta1: 0.2, beta2: 0.3, epsilon: 0.4)),
      (.adamw, .adamW(beta1: 0.2, beta2: 0.3, epsilon: 0.4, weightDecay: 0.5)),
    ]
    #expect(expected.map(\.0) == OptimizerName.allCases)
    for (name, algorithm) in expected {
      job.optimizer = name
      #expect(
        job.updateConfiguration
          == UpdateConfiguration(
            algorithm: algorithm, clipNorm: 2, regularizer: .l2(3), decoupled: true,
            regularizeBiases: false))
    }
    job.regularizesBiases = true
    #expect(job.updateConfiguration.regularizeBiases)
  }

  @Test func schedulesCarryTheirOwnParameters() {
    var job = Job()
    job.learningRate = 0.5
    job.warmupSteps = 7
    job.decayEvery = 11
    job.decayFactor = 0.25
    job.finalLearningRate = 0.125
    let expected: [(ScheduleName, LearningRateSchedule.Shape)] = [
      (.constant, .constant), (.step, .step(everySteps: 11, factor: 0.25)),
      (.cosine, .cosine(finalRate: 0.125)), (.exponential, .exponential(factorPerEpoch: 0.25)),
      (.plateau, .plateau(factor: 0.25, leastRate: 0.125)),
    ]
    #expect(expected.map(\.0) == ScheduleName.allCases)
    for (name, shape) in expected {
      job.scheduleName = name
      #expect(
        job.schedule == LearningRateSchedule(baseRate: 0.5, shape: shape, warmupSteps: 7))
    }
  }

  @Test func lengthsAreCountedInSteps() {
    var job = Job()
    #expect(job.totalSteps(stepsPerEpoch: 23) == 460)
    job.length = .steps(100)
    #expect(job.totalSteps(stepsPerEpoch: 23) == 100)
    #expect(job.epochs == nil && job.steps == 100)
  }

  @Test func reductionsScaleBySamples() {
    #expect(Reduction.mean.scale(samples: 64) == 1.0 / 64)
    #expect(Reduction.mean.scale(samples: 0) == 0)
    #expect(Reduction.sum.scale(samples: 64) == 1)
  }
}
