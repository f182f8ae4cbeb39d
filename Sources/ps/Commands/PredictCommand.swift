import CommandLineParsing

enum PredictCommand: ServerCommand {
  static let command = Command("predict", summary: "To be built")

  static func run(_ arguments: ParsedArguments) throws -> Int32 { ExitCode.failure.rawValue }
}
