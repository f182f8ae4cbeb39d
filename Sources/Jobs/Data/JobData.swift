import Coordination
import Learning

/// A job's data in memory, and the network that fits them.
public struct JobData: Sendable {
  /// What is learned from.
  public let training: Dataset
  /// What is measured on; nil where the job evaluates nothing.
  public let validation: Dataset?
  /// What made features and classes of them.
  public let preparation: DataPreparation
  /// What there is to know of the files, a sentence each.
  public let notes: [String]
  /// What every worker's data must hash to.
  public let fingerprint: DataFingerprint
  /// The network, which fits the data.
  public let network: Network

  /// Reads a job's data and checks that the model fits them.
  ///
  /// - Parameters:
  ///   - folder: where to look for the files that the job names, instead of where it says.
  ///   - reading: reads a file and unpacks it.
  ///   - memory: how much there is for what the files hold.
  /// - Throws: an error whose description is one sentence on what is wrong.
  public init(
    _ job: Job, folder: String? = nil, reading: FileReading,
    memory: @escaping AvailableMemory = { .max }
  ) throws {
    let relocate = { (specification: DataSpecification) in
      folder.map { specification.relocated(to: $0) } ?? specification
    }
    let own: DataSpecification? =
      if case .data(let specification) = job.validation { relocate(specification) } else { nil }
    let loaded = try loadData(
      training: relocate(job.data), validation: own, task: job.task, holdOut: job.holdOut,
      preparation: job.preparation, reading: reading, memory: memory)
    let isValidated = job.validation != .none
    training = loaded.training
    validation = isValidated ? loaded.validation : nil
    preparation = loaded.preparation
    notes = loaded.notes
    fingerprint = DataFingerprint(
      training: loaded.trainingFingerprint,
      validation: isValidated ? loaded.validationFingerprint : 0)
    let resolved = try job.network(
      features: training.featureCount, outputs: training.outputCount(for: job.task))
    try resolved.check(training, task: job.task)
    if let validation { try resolved.check(validation, task: job.task) }
    network = resolved
    let bytes = description.text.utf8.count
    guard JobLimits.dataTextBytes.contains(bytes) else {
      throw JobError(
        "what a checkpoint must say of the columns of \(job.data) takes \(bytes) bytes, more than the "
          + "\(JobLimits.dataTextBytes.upperBound) that it has room for")
    }
  }

  /// The labels of the classes in the files, by class index; nil for regression.
  public var classNames: [String]? { preparation.classNames }

  /// What a checkpoint says of them.
  public var description: ModelData { ModelData(preparation: preparation, facts: facts) }

  /// What the coordinator needs to know.
  public var facts: DataFacts {
    DataFacts(
      fingerprint: fingerprint, trainingSamples: training.sampleCount,
      validationSamples: validation?.sampleCount ?? 0)
  }
}

extension Dataset {
  /// How many outputs a network needs to answer these targets.
  public func outputCount(for task: Task) -> Int {
    switch (task, targets) {
    case (.binary, _): 1
    case (_, .classes(_, let count)): count
    case (_, .values(_, let width)): width
    }
  }
}
