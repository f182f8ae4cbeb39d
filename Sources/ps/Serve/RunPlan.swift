import CommandLineParsing
import Coordination
import Jobs
import ParameterServer
import Platform
import Storage
import Text

/// A run as it is about to begin or to go on: its job, its folder, and where θ comes from.
struct RunPlan {
  private(set) var resolved: ResolvedJob
  let folder: RunFolder
  let firstVersion: UInt64
  /// The steps that are part of that version although earlier ones are not.
  let appliedAhead: [UInt64]
  /// What the validations so far have come to.
  let validationHistory: ValidationHistory
  let generation: RunGeneration
  /// Known already where the model's sizes had to be found out from the data.
  private(set) var data: DataSummary?
  /// What the checkpoint says of the data, which must still be the same; nil for a new run, and where
  /// it says nothing.
  let trainedData: ModelData?
  /// What the operator is told besides.
  private(set) var remarks: [String] = []
  private var saved: WholeCheckpoint?
  /// The first θ, where it is given and no checkpoint has come after it.
  private var initial: InitialParameters?
  /// What was found in the folder that is not whole.
  let damaged: [String]

  var job: Job { resolved.job }

  init(_ options: ServeOptions, _ arguments: ParsedArguments) throws {
    let file = try options.jobFile.map { path in
      ResolvedJob.File(
        path: path, text: try Files.text(of: path))
    }
    if options.resumes, let path = options.folder {
      folder = try RunFolder(existing: path)
      var damaged: [String] = []
      saved = try CheckpointFolder.newestWhole(in: path, damaged: &damaged)?.checkpoint
      self.damaged = damaged
      guard saved != nil || damaged.isEmpty else {
        throw RunFailure(
          "no checkpoint is whole: " + damaged.joined(separator: "; "), exitCode: .usage)
      }
      let past = try Job(
        json: saved?.contents.description.job
          ?? Files.text(of: folder.jobPath))
      resolved = try ResolvedJob(arguments: arguments, file: file, resuming: past)
      initial = try Self.resolveInitial(&resolved)
      let differences = resolved.job.differences(from: past).filter { !$0.mayChangeOnResume }
      guard differences.isEmpty else {
        throw UsageError(
          "the run in '\(path)' can't go on as another job: "
            + differences.map(\.description).joined(separator: "; "))
      }
      do throws(JobError) {
        trainedData = try saved?.contents.description.data.map { text throws(JobError) in
          try ModelData(text: text)
        }
      } catch {
        throw UsageError("the newest checkpoint in '\(path)' can't be used: \(error)")
      }
      firstVersion = saved?.contents.description.version ?? 0
      appliedAhead = saved?.contents.description.appliedAhead ?? []
      validationHistory = saved?.contents.description.validation ?? ValidationHistory()
      if saved == nil, initial == nil, case .digest(let digest) = resolved.job.initialWeights {
        initial = try InitialParameters(
          keptIn: path, digest: digest, for: try resolved.job.resolvedNetwork())
      }
    } else {
      resolved = try ResolvedJob(arguments: arguments, file: file)
      saved = nil
      trainedData = nil
      damaged = []
      firstVersion = 0
      appliedAhead = []
      validationHistory = ValidationHistory()
      initial = nil
      folder =
        options.folder.map { RunFolder(planned: $0) }
        ?? RunFolder(plannedFrom: Self.folderName(for: resolved.job))
      try folder.checkIsFree()
    }
    generation = try folder.generation(following: saved?.contents.description.generation)
    if saved != nil, trainedData == nil {
      remarks.append(
        "the checkpoint is of an older format, without fingerprints: whether the data are the same can't "
          + "be told")
    }
    if options.allowsChangedData, let trainedData {
      try goOn(from: trainedData, folder: options.dataFolder)
    }
    if case .automatic = resolved.job.model {
      let data = try DataReading.summary(
        of: resolved.job, folder: options.dataFolder, endsBySignal: true)
      resolved = try resolved.resolvingModel(features: data.features, outputs: data.outputs)
      self.data = data
    }
    if !options.resumes {
      initial = try Self.resolveInitial(&resolved)
      if initial == nil, case .digest(let digest) = job.initialWeights {
        throw UsageError(
          "the job starts from weights whose SHA-256 is \(digest): give their file with --init")
      }
    }
  }

  /// Reads the first θ where the job names its file; from then on it names the θ.
  private static func resolveInitial(
    _ resolved: inout ResolvedJob
  ) throws -> InitialParameters? {
    guard case .file(let path) = resolved.job.initialWeights else { return nil }
    let parameters = try InitialParameters(path: path, for: try resolved.job.resolvedNetwork())
    resolved = resolved.resolvingInitialWeights(parameters)
    return parameters
  }

  /// What the run's folder keeps of the first θ, where that is given.
  var initialFile: [UInt8]? {
    get throws {
      guard saved == nil, let initial else { return nil }
      return initial.file(
        job: job, network: try job.resolvedNetwork(), generation: generation.number)
    }
  }

  /// Goes on with whatever the data are now. If others are learned from than before, the model keeps
  /// what makes features and classes of them, and workers are told.
  private mutating func goOn(from trained: ModelData, folder: String?) throws {
    var job = resolved.job
    job.preparation = trained.preparation
    var found = try DataReading.summary(of: job, folder: folder)
    found.data.changedAt = trained.changedAt
    if found.facts.fingerprint.training != trained.facts.fingerprint.training {
      resolved = resolved.prepared(by: trained.preparation)
      found.data.changedAt.append(firstVersion)
      let bytes = resolved.job.canonicalText.utf8.count
      guard bytes <= Limits.jobBytesMax else {
        throw UsageError(
          "the run can't go on with other data: what its workers must be told of the model's columns "
            + "takes \(bytes) bytes, more than the \(Limits.jobBytesMax) of a message")
      }
    }
    remarks += trained.changes(to: found.facts, of: job)
    data = found
  }

  /// Checks that there is memory for what the server's shell will hold.
  func checkMemory() throws {
    let parameters = try job.resolvedNetwork().parameterCount
    try RoomCheck.memory(
      ServedJob.bytes(
        parameterCount: parameters, optimizer: job.updateConfiguration.algorithm,
        skipsNonFinite: job.skipsNonFinite),
      for: "the model's \(DecimalText.grouped(UInt64(parameters))) parameters")
  }

  /// What the server's shell needs; to be asked for once, since the bytes of a checkpoint, three
  /// times as large as θ, are handed over and not kept.
  mutating func takeServedJob() throws -> ServedJob {
    defer {
      saved = nil
      initial = nil
    }
    let layout = try job.resolvedNetwork().layout
    let start: ServedJob.Start
    if let saved {
      let shapes = layout.tensors.map { CheckpointTensor(name: $0.name, shape: $0.shape) }
      guard saved.contents.description.parameters == shapes else {
        throw RunFailure("the checkpoint's tensors are not those of the job's model")
      }
      let stateNames = job.updateConfiguration.algorithm.stateNames
      guard saved.contents.description.optimizerState == stateNames else {
        throw RunFailure(
          saved.contents.description.optimizerState.isEmpty
            ? "the checkpoint holds θ alone, without the optimizer's state that going on takes: start a "
              + "new run from it with --init"
            : "the checkpoint's optimizer state is not that of the job's optimizer")
      }
      start = .checkpoint(saved.bytes, saved.contents)
    } else if let initial {
      start = .new { initial.copy(to: $0) }
    } else {
      let (initializer, seed) = (job.initializer, job.seed)
      start = .new { initializer.fill($0, layout: layout, seed: seed) }
    }
    return ServedJob(
      layout: layout, update: job.updateConfiguration, schedule: job.schedule, start: start)
  }

  /// Such as `runs/digits-20261123-173229`.
  private static func folderName(for job: Job) -> String {
    let kind = job.data.description.prefix { $0 != ":" }
    return "runs/\(kind)-\(WallClock.compactTimestamp)"
  }
}
