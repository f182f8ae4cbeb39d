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
  /// The labels of the classes in the files, by class index; nil for regression.
  public let classNames: [String]?
  /// What is in the files and is not used, a sentence each.
  public let notes: [String]
  /// Tells whether two processes learn from the same data.
  public let trainingFingerprint: UInt64
  /// Tells whether two processes measure on the same data; 0 where there are none.
  public let validationFingerprint: UInt64

  /// Data that fit each other.
  init(training: Dataset, validation: Dataset?, classNames: [String]?, notes: [String] = []) {
    self.notes = notes
    self.training = training
    self.validation = validation
    self.classNames = classNames
    trainingFingerprint = training.fingerprint
    validationFingerprint = validation?.fingerprint ?? 0
  }
}

/// Reads a job's data, checks all of them, and makes them what `task` learns from.
///
/// - Parameters:
///   - training: what to learn from.
///   - validation: what to measure on; if nil, the part of `digits` and `mnist:` that is made for
///     it, or none. Options that it does not give are as in `training`, if that is the same kind of
///     file.
///   - task: for regression, targets are values; else labels become class indexes: integers in
///     ascending order, or texts in the order of their UTF-8 bytes.
///   - holdOut: what part of the training data is not learned from, and measured on where
///     `validation` is nil; the part that `digits` and `mnist:` bring for it is not used then.
///   - reading: reads a file and unpacks it.
///   - memory: how much there is for what the files hold, asked before it is taken.
/// - Throws: `DataError` for what is wrong with the data; from a file that cannot be read, whatever
///   `reading` throws (of `mnist:`, which has two names to try, a `DataError` with both).
public func loadData(
  training: DataSpecification, validation: DataSpecification?, task: Task,
  holdOut: HoldOut? = nil, reading: FileReading, memory: @escaping AvailableMemory = { .max }
) throws -> LoadedData {
  var trainingSamples = try readSamples(
    training, .training, task: task, like: nil, reading: reading, memory: memory)
  let validationSpecification =
    validation?.filled(from: training) ?? (holdOut == nil ? training.ownValidation : nil)
  var validationSamples = try validationSpecification.map {
    try readSamples(
      $0, .validation, task: task, like: trainingSamples, reading: reading, memory: memory)
  }
  if let samples = validationSamples { try samples.check(against: trainingSamples) }
  var validationScaling = validationSpecification?.scaling
  if let holdOut {
    let parts = try trainingSamples.divided(by: holdOut)
    trainingSamples = parts.training
    if validation == nil {
      validationSamples = parts.heldOut
      validationScaling = training.scaling
    }
  }
  try scale(&trainingSamples, training.scaling, &validationSamples, validationScaling)
  var mapping: ClassMapping?
  if case .classes(let table) = trainingSamples.labels {
    mapping = try ClassMapping(table, task: task, file: trainingSamples.file)
  }
  return LoadedData(
    training: try trainingSamples.dataset(mapping),
    validation: try validationSamples?.dataset(mapping), classNames: mapping?.names,
    notes: trainingSamples.notes
      + (validationSamples?.notes ?? []).filter { !trainingSamples.notes.contains($0) })
}

/// - Parameter model: the samples that these are to be read like; nil for those that are learned from.
private func readSamples(
  _ specification: DataSpecification, _ split: DataSplit, task: Task, like model: RawSamples?,
  reading: FileReading, memory: @escaping AvailableMemory
) throws -> RawSamples {
  switch specification.source {
  case .digits: return Digits.read(split, task: task)
  case .mnist(let directory):
    return try MNISTSource.read(directory: directory, split, task: task, reading: reading)
  case .idx(let images, let labels):
    return try IDXSource.read(
      images: (images, try reading(images)), labels: (labels, try reading(labels)),
      classCount: nil, task: task)
  case .csv(let file, let options):
    return try CSVSource.read(
      try reading(file), file: file, options: options, task: task,
      knownClasses: model?.labels.classNames, memory: memory)
  case .libsvm(let file, let options):
    return try LIBSVMSource.read(
      try reading(file), file: file, options: options, task: task,
      like: model, memory: memory)
  case .npy(let features, let labels, _):
    return try NPYSource.read(
      features: (features, try reading(features)), labels: (labels, try reading(labels)),
      task: task, memory: memory)
  }
}

extension DataSpecification {
  /// This specification of validation data, with what it leaves open as in the training data's.
  fileprivate func filled(from training: DataSpecification) -> DataSpecification {
    var filled = self
    switch (source, training.source) {
    case (.csv(let file, let options), .csv(_, let trainingOptions)):
      filled.source = .csv(file: file, options.filled(from: trainingOptions))
    case (.libsvm(let file, var options), .libsvm(_, let trainingOptions)):
      options.scaling = options.scaling ?? training.scaling
      options.indexBase = options.indexBase ?? trainingOptions.indexBase
      filled.source = .libsvm(file: file, options)
    case (.csv(let file, var options), _):
      options.scaling = options.scaling ?? training.scaling
      filled.source = .csv(file: file, options)
    case (.libsvm(let file, var options), _):
      options.scaling = options.scaling ?? training.scaling
      filled.source = .libsvm(file: file, options)
    case (.npy(let features, let labels, var options), _):
      options.scaling = options.scaling ?? training.scaling
      filled.source = .npy(features: features, labels: labels, options)
    default: break
    }
    return filled
  }

  /// The data that bring their own validation part.
  fileprivate var ownValidation: DataSpecification? {
    switch source {
    case .digits, .mnist: self
    case .idx, .csv, .libsvm, .npy: nil
    }
  }
}

/// Statistics come from the training data, also for the validation data.
private func scale(
  _ training: inout RawSamples, _ trainingScaling: DataSpecification.Scaling?,
  _ validation: inout RawSamples?, _ validationScaling: DataSpecification.Scaling?
) throws(DataError) {
  let scaling = training.scaling(trainingScaling ?? .unscaled)
  if var samples = validation, let asked = validationScaling, asked != .unscaled {
    switch asked {
    case .standard, .minmax:
      guard asked == trainingScaling else {
        throw DataError(
          samples.file,
          "scale=\(asked) takes its figures from the training data, so it must be given for them")
      }
      try samples.apply(scaling)
    case .factor, .unscaled: try samples.apply(samples.scaling(asked))
    }
    validation = samples
  }
  try training.apply(scaling)
}

extension RawSamples {
  /// Only sources of floats have scaling as an option; bytes bring their own.
  fileprivate func scaling(_ scaling: DataSpecification.Scaling) -> FeatureScaling? {
    guard case .floats(let values) = features else { return nil }
    return switch scaling {
    case .unscaled: nil
    case .standard: FeatureScaling(standardizing: values, featureCount: featureCount)
    case .minmax: FeatureScaling(spanning: values, featureCount: featureCount)
    case .factor(let factor): FeatureScaling(factor: factor, featureCount: featureCount)
    }
  }

  fileprivate mutating func apply(_ scaling: FeatureScaling?) throws(DataError) {
    guard let scaling, case .floats(var values) = features else { return }
    try scaling.apply(to: &values, file: file)
    features = .floats(values)
  }

  fileprivate func check(against training: RawSamples) throws(DataError) {
    guard featureCount == training.featureCount else {
      throw DataError(
        file,
        "there are \(featureCount) features but \(training.featureCount) in the training data "
          + training.file)
    }
    if case .values(_, let width) = labels, case .values(_, let trainingWidth) = training.labels,
      width != trainingWidth
    {
      throw DataError(
        file,
        "there are \(width) labels a sample but \(trainingWidth) in the training data "
          + training.file)
    }
  }

  fileprivate func dataset(_ mapping: ClassMapping?) throws(DataError) -> Dataset {
    let targets: Dataset.Targets
    switch labels {
    case .values(let values, let width): targets = .values(values, width: width)
    case .classes(let table):
      guard let mapping else { preconditionFailure("training and validation are of one task") }
      targets = .classes(try mapping.classes(of: table, file: file), count: mapping.names.count)
    }
    return Dataset(
      sampleCount: sampleCount, featureCount: featureCount, features: features, targets: targets)
  }
}
