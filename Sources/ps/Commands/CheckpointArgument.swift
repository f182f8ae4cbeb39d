import CommandLineParsing
import Jobs
import Platform
import Storage

/// A checkpoint, or a file of θ alone, that the command line names: a file, or a run's folder for the
/// newest in it that is whole.
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
  init(_ argument: String) throws {
    let path = Self.modelAlone(in: argument) ?? argument
    guard Files.isFolder(path) else {
      do {
        bytes = try Files.safetensors(of: path)
        contents = try bytes.withUnsafeBytes { try CheckpointFile.read($0) }
      } catch let error as FileError {
        throw error
      } catch {
        throw UsageError("\(path): \(error)" + Self.hint(beside: path))
      }
      self.path = path
      return
    }
    var damaged: [String] = []
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let newest = try CheckpointFolder.newestWhole(in: folder, damaged: &damaged) else {
      throw UsageError(
        damaged.first.map { "'\(path)' has no checkpoint that is whole; \($0)" }
          ?? "'\(path)' has no checkpoint")
    }
    for file in damaged { Console.error("ps: passed over a damaged checkpoint: \(file)\n") }
    bytes = newest.checkpoint.bytes
    contents = newest.checkpoint.contents
    self.path = newest.path
  }

  /// The file of θ alone in a folder to which no checkpoint was brought along.
  private static func modelAlone(in folder: String) -> String? {
    let model = "\(folder)/\(CheckpointName.model)"
    guard Files.isFolder(folder), CheckpointFolder.versions(in: folder).isEmpty,
      !Files.exists("\(folder)/\(CheckpointName.latest)"), Files.exists(model)
    else { return nil }
    return model
  }

  /// What could be taken instead of a damaged file.
  private static func hint(beside path: String) -> String {
    var damaged: [String] = []
    let newest = try? CheckpointFolder.newestWhole(
      in: Files.folder(of: path), damaged: &damaged)
    return newest.map { "; the newest whole one there is \($0.path)" } ?? ""
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
