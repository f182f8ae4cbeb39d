import CommandLineParsing
import Jobs
import Platform
import Wire

/// Reads a job's data in a process of its own, `ps data`, so that the server never holds them: they
/// can be far larger than θ.
enum DataReading {
  /// What the data are.
  ///
  /// - Parameter endsBySignal: whether a signal that asks for an end and that nobody has polled ends
  ///   the reading.
  /// - Throws: `RunFailure` with the sentence of the other process and its exit code, or
  ///   `SignalledEnd`.
  static func summary(of job: Job, endsBySignal: Bool = false) throws -> DataSummary {
    guard let program = ThisProcess.executablePath else {
      throw RunFailure("can't find out where this program lies")
    }
    // The job is complete: no variable may change it.
    let result = try output(of: program, job, endsBySignal: endsBySignal)
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

  private static func output(
    of program: String, _ job: Job, endsBySignal: Bool
  ) throws -> ChildProcess.Output {
    do {
      return try ChildProcess.run(
        [program, "data", "--json", "--job=/dev/stdin"], input: job.canonicalText,
        withoutVariables: { $0.hasPrefix("PS_") }, endsBySignal: endsBySignal)
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
