import CommandLineParsing
import Learning
import Text

/// A job put together from flags, environment, job file and defaults, which knows where each value
/// comes from.
public struct ResolvedJob: Equatable, Sendable {
  /// One value in use.
  public struct Setting: Equatable, Sendable, CustomStringConvertible {
    /// The option's name.
    public let name: String
    /// Its value as a flag would give it.
    public let text: String
    /// Where it was given.
    public let origin: ValueOrigin

    /// As the log shows it: `learning-rate 0.01 (flag)`.
    public var description: String { "\(name) \(text) (\(origin))" }
  }

  /// A job file, read.
  public struct File: Equatable, Sendable {
    /// Its path, for errors and the log.
    public let path: String
    /// What it holds.
    public let text: String

    /// A job file.
    public init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  /// The job.
  public private(set) var job: Job
  /// For each option of `JobOption.all`, where its value comes from.
  private var origins: [ValueOrigin]

  /// The job of a command line and environment, over a job file if there is one, over the job of
  /// the checkpoint from which a run continues or over the defaults.
  ///
  /// Where an option means nothing beside another one's value (`beta1` beside `optimizer sgd`), it
  /// is a mistake if it was given at least as prominently as that other one, and else forgotten.
  ///
  /// - Throws: `JobError` for a value or combination that cannot be.
  public init(arguments: ParsedArguments, file: File? = nil, resuming: Job? = nil)
    throws(JobError)
  {
    var given: [GivenValue] = []
    var preparation = resuming?.preparation
    if let file {
      let text = try JobFileText(
        file.text, origin: .jobFile(file.path), prefix: "\(file.path): ")
      given += text.values
      preparation = text.preparation ?? preparation
    }
    for (index, option) in JobOption.all.enumerated() {
      guard let value = arguments.value(option.command.name) else { continue }
      given.append(
        GivenValue(
          option: index, origin: value.origin, label: value.label, content: .text(value.text)))
    }
    try self.init(over: resuming, given: given, preparation: preparation)
    if let resuming {
      // Who says where the data are now need not say again how they are read.
      job.data = job.data.filled(from: resuming.data)
      if case .data(let past) = resuming.validation, case .data(let now) = job.validation {
        job.validation = .data(now.filled(from: past))
      }
    }
  }

  /// The job that a text describes, every value of which counts as given in `origin`.
  init(json text: String, origin: ValueOrigin) throws(JobError) {
    let text = try JobFileText(text, origin: origin, prefix: "the job's ")
    try self.init(over: nil, given: text.values, preparation: text.preparation)
  }

  private init(
    over base: Job?, given: [GivenValue], preparation: DataPreparation?
  ) throws(JobError) {
    job = base ?? Job()
    job.preparation = preparation
    origins = JobOption.all.map { _ in base == nil ? .builtIn : .checkpoint }
    var labels = origins.map { _ in "" }
    var isGiven = origins.map { _ in false }
    for value in given.sortedByRank where !value.isAbsentLength {
      try value.apply(to: &job)
      origins[value.option] = value.origin
      labels[value.option] = value.label
      isGiven[value.option] = true
    }
    try checkOneLength(isGiven: isGiven, labels: labels)
    try forgetUnused(isGiven: isGiven, labels: labels)
    if origin(of: "micro-batches") == .builtIn {
      job.microBatches = min(Job.microBatchesByDefault, job.batch)
    }
    try job.check()
  }

  /// Where an option's value comes from.
  public func origin(of name: String) -> ValueOrigin {
    JobOption.all.firstIndex { $0.name == name }.map { origins[$0] } ?? .builtIn
  }

  /// Every value that means something in this job, in the order of the table.
  public var settings: [Setting] {
    zip(JobOption.all, origins).filter { $0.0.isUsed(in: job) && !$0.0.encode(job).isNull }
      .map { Setting(name: $0.0.name, text: $0.0.text(of: job), origin: $0.1) }
  }

  /// The same with the model's sizes as the data makes them; see `Job.resolvingModel`.
  public func resolvingModel(features: Int, outputs: Int) throws(JobError) -> ResolvedJob {
    var resolved = self
    resolved.job = try job.resolvingModel(features: features, outputs: outputs)
    return resolved
  }

  /// The same with the first θ named by what it is, and not by the file that it is from.
  public func resolvingInitialWeights(_ parameters: InitialParameters) -> ResolvedJob {
    var resolved = self
    resolved.job.initialWeights = .digest(parameters.digest)
    return resolved
  }

  /// The same with what makes features and classes of the data given.
  public func prepared(by preparation: DataPreparation) -> ResolvedJob {
    var prepared = self
    prepared.job.preparation = preparation
    return prepared
  }

  /// Epochs and steps are one field: the one given more prominently wins, two alike are a mistake.
  private func checkOneLength(isGiven: [Bool], labels: [String]) throws(JobError) {
    let indexes = JobOption.all.indices.filter {
      ["epochs", "steps"].contains(JobOption.all[$0].name) && isGiven[$0]
    }
    guard indexes.count == 2, origins[indexes[0]].rank == origins[indexes[1]].rank else { return }
    throw JobError(
      "\(labels[indexes[0]]) and \(labels[indexes[1]]) cannot both be given: "
        + "a run ends after epochs or after steps")
  }

  private mutating func forgetUnused(isGiven: [Bool], labels: [String]) throws(JobError) {
    for (index, option) in JobOption.all.enumerated() where !option.isUsed(in: job) {
      guard let use = option.use, let selector = JobOption.named(use.selector) else { continue }
      if isGiven[index], origins[index] >= origin(of: selector.name) {
        throw JobError(
          "\(labels[index]) applies only to \(selector.name) \(use.values.joinedAsAlternatives), "
            + "not to \(selector.text(of: job))")
      }
      option.reset(&job)
      origins[index] = .builtIn
    }
  }
}

/// A value for one option, not yet checked.
private struct GivenValue {
  enum Content {
    case text(String)
    case json(JSON)
  }

  let option: Int
  let origin: ValueOrigin
  let label: String
  let content: Content

  func apply(to job: inout Job) throws(JobError) {
    switch content {
    case .text(let text): try JobOption.all[option].read(text, label, &job)
    case .json(let json): try JobOption.all[option].decode(json, label, &job)
    }
  }

  /// Whether this says `null` for epochs or steps, which leaves the length to the other.
  var isAbsentLength: Bool {
    guard ["epochs", "steps"].contains(JobOption.all[option].name) else { return false }
    return switch content {
    case .text(let text): text == "none"
    case .json(let json): json.isNull
    }
  }
}

/// The members of a job file.
private struct JobFileText {
  private(set) var values: [GivenValue] = []
  private(set) var preparation: DataPreparation?

  /// Reads them; `prefix` begins errors.
  init(_ text: String, origin: ValueOrigin, prefix: String) throws(JobError) {
    let json: JSON
    do {
      json = try JSON.parse(Array(text.utf8))
    } catch {
      throw JobError("\(prefix)JSON cannot be read: \(error)")
    }
    guard let members = json.objectValue else {
      throw JobError("\(prefix)JSON must be an object, such as {\"batch\": 64}")
    }
    for member in members {
      if member.key == Job.preparationKey {
        guard let read = DataPreparation(json: member.value) else {
          throw JobError("\(prefix)\"\(member.key)\" is none that a run has written")
        }
        preparation = read
        continue
      }
      guard let index = JobOption.all.firstIndex(where: { $0.name == member.key }) else {
        let guess = closest(to: member.key, in: JobOption.all.map(\.name))
        throw JobError(
          "\(prefix)key \"\(member.key)\" is unknown"
            + (guess.map { "; did you mean \"\($0)\"?" } ?? ""))
      }
      values.append(
        GivenValue(
          option: index, origin: origin, label: "\(prefix)\"\(member.key)\"",
          content: .json(member.value)))
    }
  }
}

extension [GivenValue] {
  /// From the weakest origin to the strongest, in the order of the table within each.
  fileprivate var sortedByRank: [GivenValue] {
    sorted { ($0.origin.rank, $0.option) < ($1.origin.rank, $1.option) }
  }
}
