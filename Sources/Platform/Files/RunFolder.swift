import Glibc

/// A run's folder: `job.json`, `log.jsonl`, checkpoints.
public struct RunFolder: Sendable {
  /// Its path.
  public let path: String
  private let isNew: Bool

  /// The job's file.
  public var jobPath: String { path + "/job.json" }
  /// The log's file.
  public var logPath: String { path + "/log.jsonl" }
  /// The newest checkpoint's second name.
  public var latestPath: String { "\(path)/\(CheckpointFolder.latestName)" }

  /// The folder of a run that is to begin; nothing is made yet.
  public init(planned path: String) {
    self.path = path
    isNew = !Files.exists(path)
  }

  /// The folder of a run that goes on.
  public init(existing path: String) throws(FileError) {
    self.path = path
    isNew = false
    guard Files.isFolder(path) else {
      throw FileError("there is no folder '\(path)' with a run to resume")
    }
    guard Files.exists(jobPath) || !CheckpointFolder.versions(in: path).isEmpty else {
      throw FileError("the folder '\(path)' holds no run to resume")
    }
  }

  /// Checks that a run can begin here, so that no other one is lost.
  public func checkIsFree() throws(FileError) {
    if Files.exists(path), !Files.isFolder(path) {
      throw FileError("'\(path)' is a file: --out must name a folder")
    }
    guard !Files.exists(jobPath), CheckpointFolder.versions(in: path).isEmpty else {
      throw FileError(
        "'\(path)' holds a run already: go on with it by --resume, or choose another --out")
    }
  }

  /// Makes the folder, with the job's file in it.
  public func begin(job: String) throws(FileError) {
    try Files.makeFolder(path)
    try Files.writeDurably(jobPath, text: job)
  }

  /// Takes back what a run that never began has made.
  public func discard() {
    guard isNew, CheckpointFolder.versions(in: path).isEmpty else { return }
    unlink(jobPath)
    unlink(logPath)
    rmdir(path)
  }
}
