import CommandLineParsing
import Platform

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
    switch try ServerProgram.program.parse(arguments, environment: ThisProcess.environment) {
    case .show(let text):
      Console.output(text)
      return ExitCode.success.rawValue
    case .run(let parsed):
      guard let command = commands.first(where: { $0.command.name == parsed.command }) else {
        preconditionFailure("the table has no command \(parsed.command)")
      }
      return try command.run(parsed)
    }
  } catch let failure as RunFailure {
    messages.failure("\(failure)")
    return failure.exitCode.rawValue
  } catch {
    // Everything else that is thrown is a sentence about what the operator gave us.
    messages.failure("\(error)")
    return ExitCode.usage.rawValue
  }
}
