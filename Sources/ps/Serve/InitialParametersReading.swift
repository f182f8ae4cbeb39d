import CommandLineParsing
import Jobs
import Learning
import Platform
import Storage

extension InitialParameters {
  /// The first θ in a file that `--init` names.
  ///
  /// - Throws: `UsageError` with one sentence for a file that is not what it should be.
  init(path: String, for network: Network) throws {
    do {
      let bytes = try Files.safetensors(of: path) { try Self.check($0, for: network) }
      self = try bytes.withUnsafeBytes { try InitialParameters($0, for: network) }
    } catch let error as FileError {
      throw error
    } catch {
      throw UsageError("--init '\(path)': \(error)")
    }
  }

  /// The first θ that a run's folder keeps.
  ///
  /// - Throws: `UsageError` where it is not there, or not the one that the job names.
  init(keptIn folder: String, digest: String, for network: Network) throws {
    let path = "\(folder)/\(CheckpointName.initial)"
    guard Files.exists(path) else {
      throw UsageError(
        "the run in '\(folder)' started from weights that were given, and '\(path)', which keeps "
          + "them, is not there")
    }
    do {
      let bytes = try Files.safetensors(of: path) { try Self.check($0, for: network) }
      self = try bytes.withUnsafeBytes { try InitialParameters($0, for: network) }
    } catch let error as FileError {
      throw error
    } catch {
      throw UsageError("\(path): \(error)")
    }
    guard self.digest == digest else {
      throw UsageError("\(path): these are not the weights that the run started from")
    }
  }
}
