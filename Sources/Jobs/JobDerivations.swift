import Coordination
import Learning
import Optimizers
import Text

extension Job {
  /// The network for data of `features` features a sample that needs `outputs` outputs.
  ///
  /// - Throws: `JobError` where the job names sizes that do not fit the data.
  public func network(features: Int, outputs: Int) throws(JobError) -> Network {
    let sizes: [Int]
    switch model {
    case .automatic:
      guard JobLimits.size.contains(features), JobLimits.size.contains(outputs) else {
        throw JobError(
          "no model can be made for data with \(features) features and \(outputs) outputs: a layer "
            + "has from \(JobLimits.size.lowerBound) to \(JobLimits.size.upperBound) units")
      }
      sizes = [features, ModelSizes.hiddenSize, outputs]
    case .sizes(let asked):
      if let inputs = asked.first, inputs != features {
        throw JobError(
          "the data has \(features) features but the model's first layer takes \(inputs)")
      }
      if let last = asked.last, last != outputs {
        throw JobError(
          "the model \(model) ends in \(last) outputs but the data needs \(outputs)")
      }
      sizes = asked
    }
    let network = Network(
      sizes: sizes, activation: activation, outputActivation: outputActivation, hasBias: hasBias)
    guard network.parameterCount <= Limits.parametersMax else {
      throw JobError(
        "the model \(ModelSizes.sizes(sizes)) has "
          + "\(DecimalText.grouped(UInt64(network.parameterCount))) parameters, more than the "
          + "\(DecimalText.grouped(UInt64(Limits.parametersMax))) that one may have")
    }
    return network
  }

  /// The network of a job that says all sizes, as every one does that is written down.
  ///
  /// - Throws: `JobError` for one that does not.
  public func resolvedNetwork() throws(JobError) -> Network {
    guard case .sizes(let sizes) = model, let features = sizes.first, let outputs = sizes.last
    else {
      throw JobError("the job does not say the sizes of its model")
    }
    return try network(features: features, outputs: outputs)
  }

  /// The job with the sizes that `network(features:outputs:)` has: what is written to files and
  /// sent to workers.
  ///
  /// - Throws: as `network(features:outputs:)`.
  public func resolvingModel(features: Int, outputs: Int) throws(JobError) -> Job {
    var job = self
    job.model = .sizes(try network(features: features, outputs: outputs).sizes)
    return job
  }

  /// What part of the training data the job is evaluated on; nil where it is evaluated on other data
  /// or on none.
  public var holdOut: HoldOut? {
    guard case .share(let share) = validation else { return nil }
    // By way of the text: 0.2 as a Float is not 0.2 as a Double.
    return HoldOut(share: Double(share.description) ?? Double(share), seed: seed)
  }

  /// What a sample's loss is multiplied by in training, by its class; nil where all weigh the same.
  public func classWeights(of training: Dataset) -> [Float]? {
    classWeighting == .balanced ? training.balancedClassWeights : nil
  }

  /// What is dropped in training; nil for nothing.
  public var dropoutMasks: Dropout? {
    dropout > 0 ? Dropout(probability: dropout, seed: seed) : nil
  }

  /// How gradient and learning rate move θ.
  public var updateConfiguration: UpdateConfiguration {
    let algorithm: OptimizerAlgorithm =
      switch optimizer {
      case .sgd: .sgd
      case .momentum: .momentum(coefficient: momentum)
      case .nesterov: .nesterov(coefficient: momentum)
      case .adam: .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
      case .adamw:
        .adamW(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
      }
    return UpdateConfiguration(
      algorithm: algorithm, clipNorm: clipNorm, regularizer: regularizer, decoupled: isDecoupled,
      regularizeBiases: regularizesBiases)
  }

  /// The learning rate of each step.
  public var schedule: LearningRateSchedule {
    let shape: LearningRateSchedule.Shape =
      switch scheduleName {
      case .constant: .constant
      case .step: .step(everySteps: UInt64(decayEvery), factor: decayFactor)
      case .cosine: .cosine(finalRate: finalLearningRate)
      case .exponential: .exponential(factorPerEpoch: decayFactor)
      case .plateau: .plateau(factor: decayFactor, leastRate: finalLearningRate)
      }
    return LearningRateSchedule(
      baseRate: learningRate, shape: shape, warmupSteps: UInt64(warmupSteps))
  }

  /// How many steps the whole run has where an epoch has `stepsPerEpoch`.
  public func totalSteps(stepsPerEpoch: UInt64) -> UInt64 {
    switch length {
    case .epochs(let count): UInt64(count) * stepsPerEpoch
    case .steps(let count): UInt64(count)
    }
  }
}
