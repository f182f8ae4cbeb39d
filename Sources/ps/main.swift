import CommandLineParsing
import Platform

if let feature = ThisProcess.missingProcessorFeature {
  Console.error(
    "ps: this program was built for processors with \(feature), which this one lacks; build it again here\n"
  )
  ThisProcess.exit(ExitCode.failure.rawValue)
}
ThisProcess.exit(run(Array(CommandLine.arguments.dropFirst())))

/// Runs what the arguments ask for, and answers the exit code.
func run(_ arguments: [String]) -> Int32 {
  let commands = ServerProgram.commands
  do {
    let environment = ThisProcess.environment
    let parsing = try ServerProgram.program.parse(arguments, environment: environment) { name in
      let command = commands.first { $0.command.name == name }
      return command?.scheduledValues(environment) ?? [:]
    }
    switch parsing {
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
    Console.error("ps: \(failure)\n")
    return failure.exitCode.rawValue
  } catch {
    // Everything else that is thrown is a sentence about what the operator gave us.
    Console.error("ps: \(error)\n")
    return ExitCode.usage.rawValue
  }
}
