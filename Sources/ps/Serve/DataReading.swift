import CommandLineParsing
import Coordination
import Jobs
import Learning
import Platform
import Text

/// Reads a job's data in a process of its own, `ps data`, so that the server never holds them: they
/// can be far larger than θ.
enum DataReading {
  /// What the data are.
  ///
  /// - Parameters:
  ///   - folder: where to look for the files that the job names, instead of where it says.
  ///   - endsBySignal: whether a signal that asks for an end and that nobody has polled ends the
  ///     reading.
  /// - Throws: `RunFailure` with the sentence of the other process and its exit code, or
  ///   `SignalledEnd`.
  static func summary(
    of job: Job, folder: String?, endsBySignal: Bool = false
  ) throws -> DataSummary {
    guard let program = ThisProcess.executablePath else {
      throw RunFailure("can't find out where this program lies")
    }
    // The job is complete: no variable may change it.
    let command =
      [program, "data", "--json", "--job=/dev/stdin"] + (folder.map { ["--data-dir=\($0)"] } ?? [])
    let result = try output(of: command, job, endsBySignal: endsBySignal)
    if endsBySignal, let signal = Signals.pendingEnd { throw SignalledEnd(signal: signal) }
    guard result.ending == .exited(0) else {
      let sentence = result.error.split(separator: "\n").last.map(String.init) ?? ""
      throw RunFailure(
        sentence.hasPrefix("ps: ") ? String(sentence.dropFirst(4)) : "ps data failed: \(sentence)",
        exitCode: result.ending == .exited(ExitCode.usage.rawValue) ? .usage : .failure)
    }
    guard let json = try? JSON.parse(result.output), let summary = DataSummary(json: json) else {
      throw RunFailure("ps data answered something else than a summary")
    }
    return summary
  }

  /// What the data of a run that goes on are, which must be those that it has been trained on.
  ///
  /// - Parameter trained: what the checkpoint says of those; nil where it says nothing.
  static func summary(
    of job: Job, folder: String?, resuming trained: ModelData?
  ) throws -> DataSummary {
    var found: DataSummary
    do {
      found = try summary(of: job, folder: folder)
    } catch let failure as RunFailure where trained != nil && isAnyMissing(job, folder: folder) {
      throw RunFailure(
        "\(failure); --data or --data-dir says where the run's data are now",
        exitCode: failure.exitCode)
    }
    guard let trained else { return found }
    guard trained.changes(to: found.facts, of: job).isEmpty else {
      let changes = changes(from: trained, to: found.facts, of: job, folder: folder)
      throw RunFailure(
        changes.joined(separator: "; ")
          + ": --allow-changed-data goes on with them as they are now, by "
          + "the columns, scaling and classes that the model has learned by",
        exitCode: .usage)
    }
    found.data.changedAt = trained.changedAt
    return found
  }

  /// What has changed, a clause for each part.
  ///
  /// Other training data make other features of the validation data, too: which of them are other data
  /// shows where both are read by the columns, scaling and classes that the model has learned by.
  private static func changes(
    from trained: ModelData, to found: DataFacts, of job: Job, folder: String?
  ) -> [String] {
    var prepared = job
    prepared.preparation = trained.preparation
    if let summary = try? summary(of: prepared, folder: folder) {
      let changes = trained.changes(to: summary.facts, of: job)
      if !changes.isEmpty { return changes }
    }
    // Such as a class that the model does not know.
    var facts = found
    if facts.fingerprint.training != trained.facts.fingerprint.training {
      facts.fingerprint.validation = trained.facts.fingerprint.validation
    }
    return trained.changes(to: facts, of: job)
  }

  private static func isAnyMissing(_ job: Job, folder: String?) -> Bool {
    var specifications = [job.data]
    if case .data(let specification) = job.validation { specifications.append(specification) }
    return specifications.contains { specification in
      let sought = folder.map { specification.relocated(to: $0) } ?? specification
      return sought.paths.contains { !Files.exists($0) }
    }
  }

  private static func output(
    of command: [String], _ job: Job, endsBySignal: Bool
  ) throws -> ChildProcess.Output {
    do {
      return try ChildProcess.run(
        command, input: job.canonicalText, withoutVariables: { $0.hasPrefix("PS_") },
        endsBySignal: endsBySignal)
    } catch {
      // That it can't be started is the system's doing.
      throw RunFailure("\(error)")
    }
  }
}

/// A signal has ended a command before it had begun anything.
struct SignalledEnd: Error {
  let signal: Int32
}
