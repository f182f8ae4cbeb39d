import CommandLineParsing
import Jobs
import Platform

StandardStreams.secure()
if let feature = ThisProcess.missingProcessorFeature {
  MessageLines(of: "ps", asAskedForBy: CommandLine.arguments).failure(
    "this program was built for processors with \(feature), which this one lacks; build it again "
      + "here")
  ThisProcess.exit(ExitCode.failure.rawValue)
}
ThisProcess.exit(run(Array(CommandLine.arguments.dropFirst())))

/// Runs what the arguments ask for, and answers the exit code.
func run(_ arguments: [String]) -> Int32 {
  let commands = ServerProgram.commands
  let messages = MessageLines(of: "ps", asAskedForBy: arguments)
  do {
    let environment = ThisProcess.environment
    let parsing = try ServerProgram.program.parse(arguments, environment: environment) { name in
      let command = commands.first { $0.command.name == name }
      return command?.scheduledValues(environment) ?? [:]
    }
    switch parsing {
    case .show(let text):
      try Console.output(text)
      try Console.closeOutput()
      return ExitCode.success.rawValue
    case .run(let parsed):
      guard let command = commands.first(where: { $0.command.name == parsed.command }) else {
        preconditionFailure("the table has no command \(parsed.command)")
      }
      // Whoever was started by one of ours has been told of them there.
      if !parsed.isSet("exit-with-parent"), !parsed.isSet("quiet") {
        for sentence in ServerProgram.program.unknownVariables(
          in: environment, others: ProgramVariables.all + ProgramVariables.foreign)
        { messages.note(sentence) }
      }
      let code = try command.run(parsed)
      try Console.closeOutput()
      return code
    }
  } catch let error as OutputError {
    if error.isFailure { messages.failure("\(error)") }
    return error.exitCode
  } catch let end as SignalledEnd {
    return Signals.exitCode(end.signal)
  } catch let failure as RunFailure {
    messages.failure("\(failure)")
    return failure.exitCode.rawValue
  } catch {
    // Everything else that is thrown is a sentence about what the operator gave us.
    messages.failure("\(error)")
    return ExitCode.usage.rawValue
  }
}
