import CommandLineParsing
import Coordination
import Jobs
import Platform
import Tensors

StandardStreams.secure()
if let feature = ThisProcess.missingProcessorFeature {
  MessageLines(of: "worker", asAskedForBy: CommandLine.arguments).failure(
    "this program was built for processors with \(feature), which this one lacks; build it again "
      + "here")
  ThisProcess.exit(ExitCode.failure.rawValue)
}
ThisProcess.exit(run(Array(CommandLine.arguments.dropFirst())))

/// Does what the arguments ask for, and answers the exit code.
func run(_ arguments: [String]) -> Int32 {
  let program = Program(version: Version.current, command: WorkerOptions.command)
  do {
    let environment = ThisProcess.environment
    let parsing = try program.parse(arguments, environment: environment) { _ in
      SlurmEnvironment(environment)?.workerValues(host: ThisProcess.hostName) ?? [:]
    }
    switch parsing {
    case .show(let text):
      try Console.output(text)
      try Console.closeOutput()
      return ExitCode.success.rawValue
    case .run(let parsed):
      let options = try WorkerOptions(parsed)
      if !options.exitsWithParent, !options.exitsWithInput {
        for sentence in program.unknownVariables(
          in: environment, others: ProgramVariables.all + ProgramVariables.foreign)
        { options.messages.note(sentence) }
      }
      guard let wakeup = Wakeup() else {
        options.messages.failure("the system has no more descriptors")
        return ExitCode.failure.rawValue
      }
      do {
        try BLAS.load()
        // A launcher has found room for all that it starts; each by itself would be in another's way.
        try SystemRoom.check(
          threads: options.exitsWithParent ? 0 : Limits.workerThreads,
          bytes: SystemRoom.matrixWorkspaceBytes)
      } catch {
        options.messages.failure("\(error)")
        return ExitCode.failure.rawValue
      }
      let signals = Signals(
        Signals.endings + [Signals.checkpoint], wakeup: wakeup)
      return try RunningWorker(options, wakeup: wakeup, signals: signals).run()
    }
  } catch let error as OutputError {
    if error.isFailure {
      MessageLines(of: "worker", asAskedForBy: arguments).failure("\(error)")
    }
    return error.exitCode
  } catch {
    MessageLines(of: "worker", asAskedForBy: arguments).failure("\(error)")
    return ExitCode.usage.rawValue
  }
}
