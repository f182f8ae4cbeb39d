/// Which part of the data.
public enum DataSplit: Equatable, Sendable {
  /// What is learned from.
  case training
  /// What is only measured on.
  case validation
}

/// The data of a job, in memory.
public struct LoadedData: Sendable {
  /// What is learned from.
  public let training: Dataset
  /// What is measured on, with the same features and targets; nil where there is none.
  public let validation: Dataset?
  /// What made features and classes of them, and belongs to the model.
  public let preparation: DataPreparation
  /// What there is to know of the files, a sentence each: what is not used of them, and what floats
  /// can't tell apart.
  public let notes: [String]
  /// Tells whether two processes learn from the same data.
  public let trainingFingerprint: UInt64
  /// Tells whether two processes measure on the same data; 0 where there are none.
  public let validationFingerprint: UInt64

  /// The labels of the classes in the files, by class index; nil for regression.
  public var classNames: [String]? { preparation.classNames }

  /// Data that fit each other.
  init(
    training: PreparedSamples, validation: PreparedSamples?, preparation: DataPreparation
  ) {
    self.training = training.dataset
    self.validation = validation?.dataset
    self.preparation = preparation
    notes =
      training.notes + (validation?.notes ?? []).filter { !training.notes.contains($0) }
    trainingFingerprint = training.fingerprint
    validationFingerprint = validation?.fingerprint ?? 0
  }
}

/// Reads a job's data, checks all of them, and makes them what `task` learns from.
///
/// - Parameters:
///   - training: what to learn from.
///   - validation: what to measure on; if nil, the part of `digits` and `mnist:` that is made for
///     it, or none. How its file is written is as in `training`, where it does not say, if that is
///     the same kind of file; columns are found as the training data's preparation has them.
///   - task: for regression, targets are values; else labels become class indexes: integers in
///     ascending order if all are numbers, or texts, which are their UTF-8 bytes, in the order of these.
///   - holdOut: what part of the training data is not learned from, and measured on where
///     `validation` is nil; the part that `digits` and `mnist:` bring for it is not used then.
///   - preparation: what features and classes are made by; if nil, it is made from what is learned
///     from.
///   - reading: reads a file and unpacks it.
///   - memory: how much there is for what the files hold, asked before it is taken.
/// - Throws: `DataError` for what is wrong with the data; from a file that cannot be read, whatever
///   `reading` throws (of `mnist:`, which has two names to try, a `DataError` with both).
public func loadData(
  training: DataSpecification, validation: DataSpecification?, task: Task,
  holdOut: HoldOut? = nil, preparation given: DataPreparation? = nil, reading: FileReading,
  memory: @escaping AvailableMemory = { .max }
) throws -> LoadedData {
  var trainingSamples = try readSamples(
    training, .training, for: given.map { .measuring($0) } ?? .training, task: task,
    reading: reading, memory: memory)
  var heldOut: RawSamples?
  if let holdOut {
    let parts = try trainingSamples.divided(by: holdOut)
    trainingSamples = parts.training
    heldOut = parts.heldOut
    if given == nil { try trainingSamples.checkCategories() }
  }
  let preparation =
    try given
    ?? DataPreparation(
      trainingSamples, scaling: training.scaling ?? .unscaled, missing: training.missing ?? .refuse,
      task: task)
  if given == nil { trainingSamples.notes += trainingSamples.precisionNotes(preparation) }
  let validationSamples: PreparedSamples?
  if let specification = validation ?? (holdOut == nil ? training.ownValidation : nil) {
    validationSamples = try prepareSamples(
      specification, .validation, for: .measuring(preparation), like: training, task: task,
      reading: reading, memory: memory)
  } else {
    validationSamples = try heldOut?.prepared(by: preparation, memory: memory)
  }
  return LoadedData(
    training: try trainingSamples.prepared(by: preparation, memory: memory),
    validation: validationSamples, preparation: preparation)
}

/// Reads samples for a model to be measured on, or to answer for.
///
/// - Parameters:
///   - specification: which samples; what it does not say of how its file is written is as in
///     `training`, if that is the same kind of file.
///   - split: which part, of data that have parts.
///   - holdOut: what divides the training data into the parts that `split` chooses from; nil where
///     nothing does.
///   - preparation: the model's.
///   - training: what the model has learned from; it is not read.
///   - needsTargets: whether they are measured on: else nothing is said of their targets, which need
///     not be there.
///   - memory: how much there is for what the files hold, asked before it is taken.
/// - Throws: as `loadData`; also for scaling or values for missing fields that the model's training
///   data did not give.
public func loadSamples(
  _ specification: DataSpecification, _ split: DataSplit, dividedBy holdOut: HoldOut? = nil,
  for preparation: DataPreparation, like training: DataSpecification, task: Task,
  needsTargets: Bool, reading: FileReading, memory: @escaping AvailableMemory = { .max }
) throws -> (samples: Dataset, fingerprint: UInt64) {
  // Which samples are held out depends on their targets.
  let purpose: SamplePurpose =
    needsTargets || holdOut != nil ? .measuring(preparation) : .answering(preparation)
  let prepared = try prepareSamples(
    specification, split, dividedBy: holdOut, for: purpose, like: training, task: task,
    reading: reading, memory: memory)
  return (prepared.dataset, prepared.fingerprint)
}

private func prepareSamples(
  _ specification: DataSpecification, _ split: DataSplit, dividedBy holdOut: HoldOut? = nil,
  for purpose: SamplePurpose, like training: DataSpecification, task: Task, reading: FileReading,
  memory: @escaping AvailableMemory
) throws -> PreparedSamples {
  guard let preparation = purpose.preparation else {
    preconditionFailure("only training data have none yet")
  }
  try specification.check(against: preparation)
  var samples = try readSamples(
    specification.written(like: training), holdOut == nil ? split : .training, for: purpose,
    task: task, reading: reading, memory: memory)
  if let holdOut {
    let parts = try samples.divided(by: holdOut)
    samples = split == .training ? parts.training : parts.heldOut
  }
  return try samples.prepared(
    by: preparation,
    scaling: specification.scaling == preparation.scaling ? nil : specification.scaling,
    memory: memory)
}

/// - Parameter model: the samples that these are to be read like; nil for those that are learned from.
private func readSamples(
  _ specification: DataSpecification, _ split: DataSplit, for purpose: SamplePurpose, task: Task,
  reading: FileReading, memory: @escaping AvailableMemory
) throws -> RawSamples {
  var samples: RawSamples
  func labels(_ path: String) throws -> (file: String, bytes: [UInt8])? {
    guard path.isEmpty else { return (path, try reading(path)) }
    guard purpose.needsLabels else { return nil }
    throw DataError(
      "“\(specification)” names no file of labels, as in \(specification),LABELS, and only answers need "
        + "none")
  }
  switch specification.source {
  case .digits: samples = Digits.read(split, task: task)
  case .mnist(let directory):
    samples = try MNISTSource.read(
      directory: directory, split, task: task, reading: reading)
  case .idx(let images, let labelFile):
    samples = try IDXSource.read(
      images: (images, try reading(images)), labels: try labels(labelFile),
      classCount: nil, task: task)
  case .csv(let file, let options):
    samples = try CSVSource.read(
      try reading(file), file: file, options: options, for: purpose, task: task, memory: memory)
  case .libsvm(let file, let options):
    samples = try LIBSVMSource.read(
      try reading(file), file: file, options: options, for: purpose, task: task, memory: memory)
  case .npy(let features, let labelFile, _):
    samples = try NPYSource.read(
      features: (features, try reading(features)), labels: try labels(labelFile),
      for: purpose, task: task, memory: memory)
  }
  if !purpose.needsLabels { samples.labels = .none }
  if case .classes(let table) = samples.labels {
    // The model's column counts, not what of it another file has.
    let areNumbers = purpose.preparation.map { ClassMapping.areNumbers($0.classNames ?? []) }
    samples.labels = .classes(table.settled(asNumbers: areNumbers ?? table.areNumbers))
  }
  return samples
}

extension DataSpecification {
  /// This specification, its file being written as the training data's is where it does not say. Which
  /// columns are what is the model's to say.
  fileprivate func written(like training: DataSpecification) -> DataSpecification {
    var written = self
    switch (source, training.source) {
    case (.csv(let file, var options), .csv(_, let trained)):
      options.header = options.header ?? trained.header
      options.delimiter = options.delimiter ?? trained.delimiter
      written.source = .csv(file: file, options)
    case (.libsvm(let file, var options), .libsvm(_, let trained)):
      options.indexBase = options.indexBase ?? trained.indexBase
      written.source = .libsvm(file: file, options)
    default: break
    }
    return written
  }

  /// Checks that it asks for no figures but the model's.
  fileprivate func check(against preparation: DataPreparation) throws(DataError) {
    switch scaling {
    case .standard, .minmax:
      guard scaling == preparation.scaling else {
        throw DataError(
          name,
          "scale=\(scaling?.text ?? "") takes its figures from the training data, so it must be given "
            + "for them")
      }
    case .factor, .unscaled, nil: break
    }
    if let missing, missing != .refuse, missing != preparation.missing {
      throw DataError(
        name,
        missing == .zero
          ? "missing=zero is what a model learns by, so it must be given for its training data"
          : "missing=\(missing.rawValue) takes its figures from the training data, so it must be given "
            + "for them")
    }
  }

  /// The data that bring their own validation part.
  fileprivate var ownValidation: DataSpecification? {
    switch source {
    case .digits, .mnist: self
    case .idx, .csv, .libsvm, .npy: nil
    }
  }
}
