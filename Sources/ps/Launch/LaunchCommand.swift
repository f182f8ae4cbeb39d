import CommandLineParsing

enum LaunchCommand: ServerCommand {
  static let command = Command("launch", summary: "To be built")

  static func run(_ arguments: ParsedArguments) throws -> Int32 { ExitCode.failure.rawValue }
}
