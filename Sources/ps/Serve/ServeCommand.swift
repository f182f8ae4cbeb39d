import CommandLineParsing
import Coordination
import Jobs
import Platform

/// `ps serve`: the parameter server of one run.
enum ServeCommand: ServerCommand {
  static let command = Command(
    "serve", summary: "Serve a training run to workers",
    discussion: [
      "Holds the parameters, hands micro-batches to the workers that connect, applies the updates, "
        + "and writes the run's folder. Start workers with: worker --connect ENDPOINT",
      "On the first node of a Slurm job it listens, unless told otherwise, at a port by the job's "
        + "number, for as many workers as the job has tasks.",
    ],
    options: ServeOptions.table + JobOption.all.map(\.command))

  static func scheduledValues(_ environment: [String: String]) -> [String: ParsedArguments.Value] {
    SlurmEnvironment(environment)?.serverValues ?? [:]
  }

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let options = try ServeOptions(arguments)
    guard let wakeup = Wakeup() else { throw RunFailure("the system has no more descriptors") }
    let signals = Signals(Signals.endings + [Signals.checkpoint], wakeup: wakeup)
    let plan = try RunPlan(options, arguments)
    let folder = plan.folder
    try Endpoint.checkIsFree(options.endpoint)
    // A launcher has found room for all that it starts; each by itself would be in another's way.
    if !options.exitsWithParent {
      try RoomCheck.threads(options.inputOutputThreads + Limits.serverThreads)
    }
    try RoomCheck.matrixLibrary()
    do {
      // Nothing of it is kept here: it holds the bytes of a checkpoint.
      let server = try Self.server(consume plan, options, wakeup: wakeup, signals: signals)
      let code = server.run()
      // What failed can be looked up in the log; what was stopped before its first step cannot
      // be gone on with.
      if code != ExitCode.failure.rawValue { folder.discardUnlessTrained() }
      do throws(OutputError) {
        try server.summarize()
      } catch  where code != ExitCode.success.rawValue {
        // The signal that has ended it, which may have taken the terminal away, says more.
      }
      return code
    } catch let error as LinkError {
      throw UsageError(error.listeningDescription)
    }
  }

  /// A server that is ready; where it can't be, nothing is left of it that the next one would find.
  private static func server(
    _ plan: consuming RunPlan, _ options: ServeOptions, wakeup: Wakeup, signals: Signals
  ) throws -> RunningServer {
    let folder = plan.folder
    do {
      return try RunningServer(consume plan, options, wakeup: wakeup, signals: signals)
    } catch {
      folder.discard()
      throw error
    }
  }
}
