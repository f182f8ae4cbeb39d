import Learning

/// Data to try a saved model on, with the classes and the scaling that it was trained with.
public struct MeasuredData: Sendable {
  /// The samples.
  public let samples: Dataset
  /// The labels of the classes, by class index; nil for regression.
  public let classNames: [String]?
  /// What the samples are, such as `digits (validation)`.
  public let name: String

  /// Reads data and checks that the model fits them.
  ///
  /// The model's own training data is read only where the data depends on it: a table's labels and
  /// scaling are what they were in training, while images and their labels mean the same anywhere.
  ///
  /// - Parameters:
  ///   - specification: the data; nil for the job's own.
  ///   - split: which part of the job's own data or of `digits` and `mnist:`, by default the one
  ///     for validation. Other data have no parts.
  ///   - folder: where to look for the files that the job names, instead of where it says.
  ///   - reading: reads a file and unpacks it.
  ///   - memory: how much there is for what the files hold.
  /// - Throws: an error whose description is one sentence on what is wrong.
  public init(
    for model: SavedModel, _ specification: DataSpecification? = nil, split: DataSplit? = nil,
    folder: String? = nil, reading: @escaping FileReading,
    memory: @escaping AvailableMemory = { .max }
  ) throws {
    let job = model.job
    let classCount = job.task == .binary ? 2 : model.network.outputCount
    let source = MeasuredSource(
      job: job, classCount: classCount, folder: folder, reading: reading, memory: memory)
    let loaded: MeasuredSource.Samples
    if let specification {
      loaded = try source.read(specification, split)
      name = specification.label(split)
    } else if split == .training {
      loaded = try source.training()
      name = "\(job.data) (training)"
    } else if job.holdOut != nil {
      loaded = try source.heldOut()
      name = "\(job.data) (validation)"
    } else {
      let own = try source.ownValidation()
      loaded = try source.read(own.specification, own.split)
      name = own.specification.label(own.split)
    }
    samples = loaded.dataset
    try model.network.check(samples, task: job.task)
    classNames =
      job.task == .regression ? nil : loaded.classNames ?? (0..<classCount).map { "\($0)" }
  }
}

/// The ways to a job's data and to others that are to be read like them.
private struct MeasuredSource {
  /// Samples, and the classes' labels where the job's training data gave them; else they are the
  /// class indexes.
  struct Samples {
    var dataset: Dataset
    var classNames: [String]?
  }

  let job: Job
  /// How many classes the model tells apart.
  let classCount: Int
  let folder: String?
  let reading: FileReading
  let memory: AvailableMemory

  /// The part of the job's training data that it is evaluated on.
  func heldOut() throws -> Samples {
    let loaded = try load(jobData, validation: nil)
    return Samples(dataset: try heldOut(of: loaded), classNames: loaded.classNames)
  }

  /// The job's training data.
  func training() throws -> Samples {
    if job.data.isImages, job.holdOut == nil { return try images(jobData, isHeldOut: false) }
    let loaded = try load(jobData, validation: nil)
    return Samples(dataset: loaded.training, classNames: loaded.classNames)
  }

  /// What the job is evaluated on or, where it says nothing on it, could be.
  func ownValidation() throws(JobError) -> (specification: DataSpecification, split: DataSplit?) {
    switch job.validation {
    case .data(let specification):
      return (relocated(specification), specification.hasParts ? .validation : nil)
    case .automatic, .none, .share:
      guard job.data.hasParts else {
        throw JobError(
          "the job has no validation data: name some with --data, or choose --split training")
      }
      return (jobData, .validation)
    }
  }

  func read(_ specification: DataSpecification, _ split: DataSplit?) throws -> Samples {
    if split != nil, !specification.hasParts {
      throw JobError(
        "--split chooses a part of digits, of mnist:DIR or of the job's own data, and "
          + "\(specification) has no parts")
    }
    if specification.isImages && job.data.isImages {
      return try images(
        specification, isHeldOut: specification.hasParts && split != .training)
    }
    guard split != .training else {
      throw JobError(
        "the training part of \(specification) can't be read with the classes of \(job.data)")
    }
    let loaded = try load(jobData, validation: specification)
    return Samples(dataset: try heldOut(of: loaded), classNames: loaded.classNames)
  }

  /// Images and their labels, which are class indexes as they stand, whichever of them there are:
  /// read as values, so that no class has to occur.
  private func images(_ specification: DataSpecification, isHeldOut: Bool) throws -> Samples {
    let loaded = try loadData(
      training: specification, validation: nil, task: .regression, reading: reading,
      memory: memory)
    let data = isHeldOut ? try heldOut(of: loaded) : loaded.training
    guard job.task != .regression, case .values(let values, _) = data.targets else {
      return Samples(dataset: data)
    }
    return Samples(
      dataset: Dataset(
        sampleCount: data.sampleCount, featureCount: data.featureCount, features: data.features,
        targets: .classes(values.map { UInt16($0) }, count: classCount)))
  }

  private var jobData: DataSpecification { relocated(job.data) }

  private func relocated(_ specification: DataSpecification) -> DataSpecification {
    folder.map { specification.relocated(to: $0) } ?? specification
  }

  private func load(
    _ training: DataSpecification, validation: DataSpecification?
  ) throws -> LoadedData {
    try loadData(
      training: training, validation: validation, task: job.task,
      holdOut: job.holdOut, reading: reading, memory: memory)
  }

  private func heldOut(of loaded: LoadedData) throws(JobError) -> Dataset {
    guard let validation = loaded.validation else {
      throw JobError("the data has no validation part")
    }
    return validation
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
    guard hasParts else { return description }
    return split == .training ? "\(self) (training)" : "\(self) (validation)"
  }
}
