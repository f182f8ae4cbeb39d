import Learning
import Text

/// Data to try a saved model on, in the preparation that it was trained with.
public struct MeasuredData: Sendable {
  /// What the data are read for.
  public enum Purpose: Sendable {
    /// To compare answers with targets.
    case measuring
    /// To give answers: targets are not looked at, nor need there be any.
    case answering
  }

  /// The samples; their targets mean nothing where they were read for answers.
  public let samples: Dataset
  /// The labels of the classes, by class index; nil for regression.
  public let classNames: [String]?
  /// What the samples are, such as `digits (validation)`.
  public let name: String

  /// Reads data and checks that the model fits them.
  ///
  /// The checkpoint has all that this takes. Only where it is of an older format, a table's classes and
  /// scaling are found out from the model's training data.
  ///
  /// - Parameters:
  ///   - specification: the data; nil for the job's own, which must be those that they were in training
  ///     if they are to be measured on.
  ///   - split: which part of the job's own data or of `digits` and `mnist:`, by default the one
  ///     for validation. Other data have no parts.
  ///   - folder: where to look for the files that the job names, instead of where it says.
  ///   - reading: reads a file and unpacks it.
  ///   - memory: how much there is for what the files hold.
  /// - Throws: an error whose description is one sentence on what is wrong.
  public init(
    for model: SavedModel, _ specification: DataSpecification? = nil, split: DataSplit? = nil,
    folder: String? = nil, purpose: Purpose = .measuring, reading: @escaping FileReading,
    memory: @escaping AvailableMemory = { .max }
  ) throws {
    let source = try MeasuredSource(
      model: model, folder: folder, needsTargets: purpose == .measuring, reading: reading,
      memory: memory)
    if let specification {
      samples = try source.read(specification, split)
      name = specification.label(specification.hasParts ? split ?? .validation : nil)
    } else if split == .training {
      samples = try source.ownTraining()
      name = "\(model.job.data) (training)"
    } else {
      let own = try source.ownValidation()
      samples = own.samples
      name = own.name
    }
    switch purpose {
    case .measuring: try model.network.check(samples, task: model.job.task)
    case .answering: try model.network.checkFeatures(of: samples)
    }
    classNames = source.preparation.classNames
  }
}

/// The ways to a job's data and to others that are to be read like them.
private struct MeasuredSource {
  let model: SavedModel
  let folder: String?
  let needsTargets: Bool
  let reading: FileReading
  let memory: AvailableMemory
  let preparation: DataPreparation

  private var job: Job { model.job }

  init(
    model: SavedModel, folder: String?, needsTargets: Bool, reading: @escaping FileReading,
    memory: @escaping AvailableMemory
  ) throws {
    self.model = model
    self.folder = folder
    self.needsTargets = needsTargets
    self.reading = reading
    self.memory = memory
    preparation =
      try model.data?.preparation ?? Self.preparation(of: model, folder, reading, memory)
  }

  /// The preparation of a model whose checkpoint does not say it. Images mean the same whatever was
  /// learned from; of a table, the training data must be there.
  private static func preparation(
    of model: SavedModel, _ folder: String?, _ reading: FileReading,
    _ memory: @escaping AvailableMemory
  ) throws -> DataPreparation {
    let job = model.job
    guard job.data.isImages else {
      let data = folder.map { job.data.relocated(to: $0) } ?? job.data
      return try loadData(
        training: data, validation: nil, task: job.task, holdOut: job.holdOut,
        preparation: job.preparation, reading: reading, memory: memory
      ).preparation
    }
    let classCount = job.task == .binary ? 2 : model.network.outputCount
    return DataPreparation(
      columns: Array(repeating: .plain, count: model.network.inputCount),
      classNames: job.task == .regression ? nil : (0..<classCount).map { "\($0)" })
  }

  /// The job's training data.
  func ownTraining() throws -> Dataset {
    let (samples, fingerprint) = try load(jobData, .training, dividedBy: job.holdOut, isOwn: true)
    if let facts = model.data?.facts {
      try check(fingerprint, facts.fingerprint.training, "training", jobData)
    }
    return samples
  }

  /// What the job is evaluated on or, where it says nothing on it, could be.
  func ownValidation() throws -> (samples: Dataset, name: String) {
    let specification: DataSpecification
    switch job.validation {
    case .data(let own): specification = relocated(own)
    case .share: specification = jobData
    case .automatic, .none:
      guard job.data.hasParts else {
        throw JobError(
          "the job has no validation data: name some with --data, or choose --split training")
      }
      specification = jobData
    }
    let (samples, fingerprint) = try load(
      specification, .validation, dividedBy: job.holdOut, isOwn: true)
    if let facts = model.data?.facts, facts.validationSamples > 0 {
      try check(fingerprint, facts.fingerprint.validation, "validation", specification)
    }
    let isPart = specification.hasParts || job.holdOut != nil
    return (samples, specification.label(isPart ? .validation : nil))
  }

  func read(_ specification: DataSpecification, _ split: DataSplit?) throws -> Dataset {
    if split != nil, !specification.hasParts {
      throw JobError(
        "--split chooses a part of digits, of mnist:DIR or of the job's own data, and "
          + "\(specification) has no parts")
    }
    return try load(
      specification, specification.hasParts ? split ?? .validation : .training,
      isOwn: false
    ).samples
  }

  /// - Parameter isOwn: whether they are the job's own, which have targets and a fingerprint.
  private func load(
    _ specification: DataSpecification, _ split: DataSplit, dividedBy holdOut: HoldOut? = nil,
    isOwn: Bool
  ) throws -> (samples: Dataset, fingerprint: UInt64) {
    try loadSamples(
      specification, split, dividedBy: holdOut, for: preparation, like: job.data, task: job.task,
      needsTargets: needsTargets || isOwn, reading: reading, memory: memory)
  }

  /// Figures of other data than those of the run would be taken for the run's.
  private func check(
    _ found: UInt64, _ expected: UInt64, _ what: String, _ specification: DataSpecification
  ) throws(JobError) {
    guard found != expected else { return }
    throw JobError(
      "the \(what) data \(specification) are not those that the model was trained with (fingerprint "
        + "\(Hexadecimal.text(found)), then \(Hexadecimal.text(expected))): name them with --data to take them as "
        + "they are now")
  }

  private var jobData: DataSpecification { relocated(job.data) }

  private func relocated(_ specification: DataSpecification) -> DataSpecification {
    folder.map { specification.relocated(to: $0) } ?? specification
  }
}

extension DataSpecification {
  /// Whether it brings a part to learn from and one to measure on.
  fileprivate var hasParts: Bool {
    switch source {
    case .digits, .mnist: true
    case .idx, .csv, .libsvm, .npy: false
    }
  }

  /// Whether its samples are images, which mean the same whatever was learned from.
  fileprivate var isImages: Bool {
    switch source {
    case .digits, .mnist, .idx: true
    case .csv, .libsvm, .npy: false
    }
  }

  fileprivate func label(_ split: DataSplit?) -> String {
    guard let split else { return description }
    return split == .training ? "\(self) (training)" : "\(self) (validation)"
  }
}
