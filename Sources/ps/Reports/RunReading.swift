import CommandLineParsing
import Hashing
import Platform
import Reports
import RunLog
import Text

/// Gathers from a run's folder what a report needs.
enum RunReading {
  /// Reads the run in a folder.
  ///
  /// - Throws: a sentence where there is none.
  static func read(_ path: String) throws -> ReportedRun {
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try Files.checkIsFolder(folder, "with a run to report on")
    let log = "\(folder)/log.jsonl"
    guard !Files.isMissing(log) else {
      throw UsageError("the folder '\(path)' holds no run to report on: it has no log.jsonl")
    }
    var record = RunRecord()
    var reading = RunLogReading()
    try Files.forEachChunk(of: log) { chunk in reading.read(chunk) { record.add($0) } }
    reading.finish { record.add($0) }
    record.finish()
    guard record.start != nil else {
      throw UsageError("'\(log)' is no run's log: none of its lines can be read")
    }
    return ReportedRun(
      name: name(of: folder), record: record, reading: reading, job: job(in: folder),
      isServed: RunFolder.isServed(folder), weights: weights(in: folder))
  }

  private static func name(of folder: String) -> String {
    folder.unicodeScalars.split(separator: "/").last.map { String($0) } ?? folder
  }

  private static func job(in folder: String) -> JSON? {
    (try? Files.regularContents(of: "\(folder)/job.json")).flatMap { try? JSON.parse($0) }
  }

  /// Those of the newest checkpoint that is whole.
  static func weights(in folder: String) -> ReportedRun.Weights? {
    var damaged: [String] = []
    guard
      let newest = try? CheckpointFolder.newestWhole(in: folder, damaged: &damaged)?.checkpoint
    else { return nil }
    return newest.bytes.withUnsafeBytes { bytes in
      let parameters = UnsafeRawBufferPointer(rebasing: bytes[newest.contents.parameters])
      return ReportedRun.Weights(
        version: newest.contents.description.version,
        digest: Hexadecimal.text(SHA256.hash(parameters)))
    }
  }
}
