import CommandLineParsing

enum EvaluateCommand: ServerCommand {
  static let command = Command("evaluate", summary: "To be built")

  static func run(_ arguments: ParsedArguments) throws -> Int32 { ExitCode.failure.rawValue }
}
