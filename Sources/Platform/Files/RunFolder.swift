import Glibc
import Storage
import Synchronization

/// A run's folder: `job.json`, `log.jsonl`, `generation`, checkpoints. One server at a time has it.
public final class RunFolder: Sendable {
  /// Its path. A folder without a name of its own may get another one when its run begins.
  public var path: String { place.withLock { $0 } }
  private let place: Mutex<String>
  /// What the names begin with among which the run takes the first that is free; nil where the folder
  /// was named.
  private let stem: String?
  /// Whether a run is to begin in it; else one goes on.
  private let isPlanned: Bool
  /// Which of the folders that it lies in are there only because of this run, once it has begun,
  /// deepest first.
  private let parentsToMake: [String]
  private let isNew: Bool
  private let hadLog: Bool
  private let hadGeneration: Bool
  private let hadInitial: Bool
  private let lock = FolderLock()
  /// The job's file as a run that goes on found it.
  private let earlierJob = Mutex<[UInt8]?>(nil)
  /// What the run has put into the folder; nil until it has begun.
  private let beginning = Mutex<Beginning?>(nil)

  /// What a run puts into its folder when it begins.
  private struct Beginning {
    let job: String
    let generation: RunGeneration
    /// Which folder that was.
    var identity: FileIdentity?
    /// Whether all of it is there.
    var isWhole = false
  }

  /// The job's file.
  public var jobPath: String { path + "/job.json" }
  /// The log's file.
  public var logPath: String { path + "/log.jsonl" }
  /// The file with the number of the last server.
  private var generationPath: String { "\(path)/\(RunGeneration.fileName)" }
  /// The first θ, of a run that was given one.
  public var initialPath: String { "\(path)/\(CheckpointName.initial)" }
  /// The newest checkpoint's second name.
  public var latestPath: String { "\(path)/\(CheckpointName.latest)" }

  /// The folder of a run that is to begin; nothing is made yet.
  public convenience init(planned path: String) {
    self.init(planned: path, stem: nil)
  }

  /// The folder of a run that is to begin and needs no particular name: `stem`, or with a number after
  /// it where others have that. Nothing is made yet.
  public convenience init(plannedFrom stem: String) {
    self.init(planned: stem, stem: stem)
  }

  private init(planned path: String, stem: String?) {
    place = Mutex(path)
    self.stem = stem
    isPlanned = true
    isNew = stem != nil || !Files.exists(path)
    hadLog = stem == nil && Files.exists(path + "/log.jsonl")
    hadGeneration = stem == nil && Files.exists("\(path)/\(RunGeneration.fileName)")
    hadInitial = stem == nil && Files.exists("\(path)/\(CheckpointName.initial)")
    var missing: [String] = []
    var next = Files.folder(of: path)
    while !Files.exists(next), next != missing.last {
      missing.append(next)
      next = Files.folder(of: next)
    }
    parentsToMake = missing
  }

  /// The folder of a run that goes on.
  public init(existing path: String) throws(FileError) {
    place = Mutex(path)
    stem = nil
    isPlanned = false
    isNew = false
    hadLog = true
    hadGeneration = true
    hadInitial = true
    parentsToMake = []
    try Files.checkIsFolder(path, "with a run to resume")
    _ = try Files.names(in: path)
    guard Files.exists(jobPath) || !CheckpointFolder.versions(in: path).isEmpty else {
      throw FileError("the folder '\(path)' holds no run to resume")
    }
    try takeLock()
  }

  /// Whether a server is at work on the run in a folder.
  public static func isServed(_ path: String) -> Bool {
    (try? OpenFile(folder: path).isLockedElsewhere()) ?? false
  }

  /// Checks that a run can begin here, so that no other one is lost.
  public func checkIsFree() throws(FileError) {
    // One without a name is free once it has one.
    guard stem == nil else { return }
    if Files.exists(path), !Files.isFolder(path) {
      throw FileError("'\(path)' is a file: --out must name a folder")
    }
    guard !Files.exists(jobPath), CheckpointFolder.versions(in: path).isEmpty else {
      throw FileError(
        "'\(path)' holds a run already: go on with it by --resume, or choose another --out")
    }
  }

  /// The generation of a server that is about to start here.
  ///
  /// - Parameter checkpoint: the generation that the newest checkpoint is of, if there is one.
  public func generation(following checkpoint: UInt64?) throws(FileError) -> RunGeneration {
    do throws(DiskError) {
      guard stem == nil, Files.isFolder(path) else { return RunGeneration.first }
      return try RunGeneration(following: checkpoint, on: FolderDisk(path))
    } catch {
      throw FileError("the run in '\(path)' can't be served: \(error)")
    }
  }

  /// Makes the folder, with the job's file and the server's generation in it; both are durable when
  /// it returns.
  ///
  /// - Parameter initial: the file of the first θ, of a run that was given one and has no checkpoint.
  public func begin(
    job: String, generation: RunGeneration, initial: [UInt8]? = nil
  ) throws(FileError) {
    do throws(FileError) {
      try makeFolder()
    } catch {
      removeFolders()
      throw error
    }
    try takeLock()
    if isPlanned {
      // Another server may have been quicker.
      try checkIsFree()
    } else if Files.exists(jobPath) {
      let bytes = try Files.regularContents(of: jobPath)
      earlierJob.withLock { $0 = bytes }
    }
    let beginning = Beginning(
      job: job, generation: generation, identity: FileIdentity(of: path))
    self.beginning.withLock { $0 = beginning }
    do throws(FileError) {
      // Where the job is, so is what it starts from.
      if let initial { try Files.writeDurably(initialPath, bytes: initial) }
      try write(beginning)
    } catch {
      discard()
      throw error
    }
  }

  private func write(_ beginning: Beginning) throws(FileError) {
    try Files.writeDurably(jobPath, text: beginning.job)
    try write(beginning.generation)
    self.beginning.withLock { $0?.isWhole = true }
  }

  /// Makes the folder again where somebody has removed it, or moved it away, while the run goes on:
  /// with the job's file and the server's generation in it, as when the run began.
  ///
  /// - Returns: one sentence about that; nil where the folder is where it was.
  /// - Throws: where it can't be made, or something that is not this run's has its place.
  public func restoreIfGone() throws(FileError) -> String? {
    guard let beginning = beginning.withLock({ $0 }) else { return nil }
    let identity = FileIdentity(of: path)
    if identity == nil {
      try Files.makeFolder(path)
    } else if identity == beginning.identity {
      if beginning.isWhole { return nil }
      try write(beginning)
      return restored
    }
    guard Files.isFolder(path) else {
      throw FileError("'\(path)', the run's folder, is gone, and a file has its place")
    }
    guard try lock.change(to: path), !Files.exists(jobPath),
      CheckpointFolder.versions(in: path).isEmpty
    else {
      throw FileError("'\(path)', the run's folder, is gone, and another run has its place")
    }
    self.beginning.withLock {
      $0?.identity = FileIdentity(of: path)
      $0?.isWhole = false
    }
    try write(beginning)
    return restored
  }

  /// Whether what lies at the path is what this run has put there.
  private var isStillOurs: Bool {
    beginning.withLock { $0?.identity == FileIdentity(of: path) }
  }

  private var restored: String {
    "'\(path)', the run's folder, was gone: it is made again, without what was in it"
  }

  private func makeFolder() throws(FileError) {
    guard let stem else { return try Files.makeFolder(path) }
    var number = 1
    while true {
      try Files.makeFolder(Files.folder(of: stem))
      switch try Files.makeNewFolder(path) {
      case .made: return
      case .isThere:
        number += 1
        place.withLock { $0 = "\(stem)-\(number)" }
      case .parentIsGone: break
      }
    }
  }

  private func write(_ generation: RunGeneration) throws(FileError) {
    var generation = generation
    let disk = FolderDisk(path)
    do throws(DiskError) {
      while try generation.next(on: disk) {}
    } catch {
      throw FileError(error.description)
    }
  }

  /// Takes back what a run that never began, or never went on, has made.
  public func discard() {
    // What lies there may be another's.
    guard beginning.withLock({ $0 != nil }) else { return }
    if let bytes = earlierJob.withLock({ $0 }) {
      // Where it can't be put back, the checkpoints still say what the job was.
      try? Files.writeDurably(jobPath, bytes: bytes)
    }
    discardUnlessTrained()
  }

  /// Takes back what a run has made that was to begin here and has written no checkpoint: there is
  /// nothing to go on with, and the next run can have the folder.
  public func discardUnlessTrained() {
    guard isPlanned, isStillOurs, CheckpointFolder.versions(in: path).isEmpty else { return }
    unlink(jobPath)
    if !hadLog { unlink(logPath) }
    if !hadGeneration { unlink(generationPath) }
    if !hadInitial { unlink(initialPath) }
    removeFolders()
  }

  /// Removes what was made for this run, as far as nothing is in it.
  private func removeFolders() {
    if isNew { rmdir(path) }
    for folder in parentsToMake { rmdir(folder) }
  }

  private func takeLock() throws(FileError) {
    guard try lock.take(path) else {
      throw FileError(
        "another server is writing to '\(path)': wait until it has ended, or choose another --out")
    }
  }
}
