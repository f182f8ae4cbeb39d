import Coordination
import Learning
import Tensors

/// The training of a network on data in memory.
public final class NetworkWorkload: Workload {
  /// How the gradients of a step's samples are put together.
  public enum Scaling: Sendable {
    /// Their mean.
    case mean
    /// Their sum.
    case sum
  }

  /// Which data it works on.
  public let fingerprint: DataFingerprint
  /// How long θ is.
  public let parameterCount: Int

  private let training: Dataset
  private let validation: Dataset?
  private let sampler: Sampler
  private let scaling: Scaling
  private let computation: BatchComputation
  private let indexes: UnsafeMutableBufferPointer<Int>

  /// A workload, with all its memory.
  ///
  /// - Parameters:
  ///   - network: checked to fit the data.
  ///   - classWeights: what a sample's loss is multiplied by in training, by its class.
  ///   - dropout: what is dropped in training.
  ///   - fingerprint: of the data.
  public init(
    network: Network, task: Task, classificationLoss: ClassificationLoss = .crossEntropy,
    classWeights: [Float]? = nil, dropout: Dropout? = nil,
    training: Dataset, validation: Dataset?,
    fingerprint: DataFingerprint, sampler: Sampler, scaling: Scaling
  ) {
    self.fingerprint = fingerprint
    self.training = training
    self.validation = validation
    self.sampler = sampler
    self.scaling = scaling
    parameterCount = network.parameterCount
    let largest = sampler.largestMicroBatch
    indexes = .allocate(capacity: largest)
    indexes.initialize(repeating: 0)
    computation = BatchComputation(
      network: network, task: task, classificationLoss: classificationLoss,
      classWeights: classWeights, dropout: dropout,
      capacity: Self.capacity(sampler, validationSamples: validation?.sampleCount ?? 0))
  }

  /// The bytes that a worker needs beside its data: a workload's own, two gradients, of which one may be
  /// leaving while the next is computed, and two versions of θ, of which one may be on its way.
  public static func bytes(
    network: Network, hasDropout: Bool, sampler: Sampler, validationSamples: Int
  ) -> Int {
    BatchComputation.bytes(
      network: network, hasDropout: hasDropout,
      capacity: capacity(sampler, validationSamples: validationSamples))
      + sampler.largestMicroBatch * MemoryLayout<Int>.stride
      + 4 * network.parameterCount * MemoryLayout<Float>.stride
  }

  /// How many samples are computed at once, at most.
  private static func capacity(_ sampler: Sampler, validationSamples: Int) -> Int {
    max(sampler.largestMicroBatch, min(Limits.evaluationUnitSamples, validationSamples))
  }

  deinit {
    indexes.deallocate()
  }

  /// Forward and backward over the micro-batch's samples.
  public func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    let count = sampler.indexes(step: step, microBatch: microBatch, into: indexes)
    let scale: Float =
      switch scaling {
      case .mean: 1 / Float(sampler.samplesInStep(step))
      case .sum: 1
      }
    return computation.gradient(
      of: UnsafeBufferPointer(rebasing: indexes[..<count]), in: training, at: parameters,
      scale: scale,
      place: Dropout.Place(
        step: step, position: sampler.positionInStep(step, microBatch: microBatch)),
      into: gradient)
  }

  /// Forward over one unit of the validation data.
  public func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally {
    guard let validation else { return Tally() }
    let first = min(unit * Limits.evaluationUnitSamples, validation.sampleCount)
    let end = min(first + Limits.evaluationUnitSamples, validation.sampleCount)
    let tally = computation.evaluate(first..<end, in: validation, at: parameters)
    return Tally(
      samples: UInt64(tally.samples), lossSum: tally.lossSum, correct: UInt64(tally.correct))
  }
}
