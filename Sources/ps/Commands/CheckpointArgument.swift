import CommandLineParsing
import Jobs
import Platform
import Wire

/// A checkpoint that the command line names: a file, or a run's folder for the newest in it that is
/// whole.
struct CheckpointArgument {
  /// The file that was read.
  let path: String
  /// Its bytes.
  let bytes: [UInt8]
  /// What they hold and where; both checksums have been found to match.
  let contents: CheckpointContents

  /// Reads and checks the file.
  ///
  /// - Throws: an error whose description is one sentence with the file's name.
  init(_ path: String) throws {
    guard Files.isFolder(path) else {
      bytes = try Files.rawContents(of: path)
      do {
        contents = try bytes.withUnsafeBytes { try CheckpointFile.read($0) }
      } catch {
        throw UsageError("\(path): \(error)")
      }
      self.path = path
      return
    }
    var damaged: [String] = []
    let newest = CheckpointFolder.newestWhole(in: path, damaged: &damaged)
    guard let newest else {
      throw UsageError(
        damaged.first.map { "'\(path)' has no checkpoint that is whole; \($0)" }
          ?? "'\(path)' has no checkpoint")
    }
    for file in damaged { Console.error("ps: passed over a damaged checkpoint: \(file)\n") }
    bytes = newest.bytes
    contents = newest.contents
    let name = CheckpointName.fileName(version: contents.description.version)
    self.path = (path.hasSuffix("/") ? path : path + "/") + name
  }

  /// The model that is in it.
  func model() throws -> SavedModel {
    do {
      return try SavedModel(contents, in: bytes)
    } catch {
      throw UsageError("\(path): \(error)")
    }
  }
}
