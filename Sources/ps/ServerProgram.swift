import CommandLineParsing
import Jobs

/// One of the program's commands: its line in the table, and what it does.
protocol ServerCommand: Sendable {
  /// Its options, operands and help.
  static var command: Command { get }
  /// What the variables of a scheduler say about its options, by their names.
  static func scheduledValues(_ environment: [String: String]) -> [String: ParsedArguments.Value]
  /// Does it, and answers the exit code.
  ///
  /// - Throws: `RunFailure`, or any error whose description tells the operator what is wrong.
  static func run(_ arguments: ParsedArguments) throws -> Int32
}

extension ServerCommand {
  static func scheduledValues(_ environment: [String: String]) -> [String: ParsedArguments.Value] {
    [:]
  }
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
    sharesItsName: true,
    synonyms: [
      "bs": "batch", "microbatch": "micro-batches", "dataset": "data", "train": "data",
      "train-data": "data", "test": "validation", "test-data": "validation", "layers": "model",
      "hidden": "model", "network": "model", "output": "out", "output-dir": "out",
      "save-dir": "out",
      "log-dir": "out", "run": "out", "nproc": "workers", "nproc-per-node": "workers",
      "np": "workers",
      "nnodes": "hosts", "host": "hosts", "iterations": "steps", "max-steps": "steps",
      "max-iter": "steps", "random-state": "seed", "objective": "loss", "address": "bind",
      "port": "bind", "listen": "bind", "config": "job", "restarts": "max-restarts",
      "verbose": "log-every", "continue": "resume",
    ],
    commands: commands.map { $0.command })
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
