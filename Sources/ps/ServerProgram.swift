import CommandLineParsing
import Jobs

/// One of the program's commands: its line in the table, and what it does.
protocol ServerCommand: Sendable {
  /// Its options, operands and help.
  static var command: Command { get }
  /// Does it, and answers the exit code.
  ///
  /// - Throws: `RunFailure`, or any error whose description tells the operator what is wrong.
  static func run(_ arguments: ParsedArguments) throws -> Int32
}

/// The command line of `ps`.
enum ServerProgram {
  static let commands: [any ServerCommand.Type] = [
    ServeCommand.self, LaunchCommand.self, EvaluateCommand.self, PredictCommand.self,
    DataCommand.self, InspectCommand.self, ReportCommand.self, ScaleCommand.self,
    ReplayCommand.self, SimulateCommand.self, KeygenCommand.self, BenchmarkCommand.self,
  ]

  static let program = Program(
    "ps", version: Version.current,
    summary: "Train neural networks on any number of workers, with the same bits",
    sharesItsName: true, commands: commands.map { $0.command })
}

/// A failure that is not the operator's mistake: a sentence, and exit code 1.
struct RunFailure: Error, CustomStringConvertible {
  let description: String
  let exitCode: ExitCode

  init(_ description: String, exitCode: ExitCode = .failure) {
    self.description = description
    self.exitCode = exitCode
  }
}
