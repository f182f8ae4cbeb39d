import CommandLineParsing
import Jobs
import Platform

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
    switch try program.parse(arguments, environment: ThisProcess.environment) {
    case .show(let text):
      Console.output(text)
      return ExitCode.success.rawValue
    case .run(let parsed):
      let options = try WorkerOptions(parsed)
      guard let wakeup = Wakeup() else {
        options.messages.failure("the system has no more descriptors")
        return ExitCode.failure.rawValue
      }
      let signals = Signals([Signals.interrupt, Signals.terminate], wakeup: wakeup)
      return try RunningWorker(options, wakeup: wakeup, signals: signals).run()
    }
  } catch {
    MessageLines(of: "worker", asAskedForBy: arguments).failure("\(error)")
    return ExitCode.usage.rawValue
  }
}
