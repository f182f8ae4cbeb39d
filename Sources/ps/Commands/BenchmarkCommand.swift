import CommandLineParsing

enum BenchmarkCommand: ServerCommand {
  static let command = Command("benchmark", summary: "To be built")

  static func run(_ arguments: ParsedArguments) throws -> Int32 { ExitCode.failure.rawValue }
}
