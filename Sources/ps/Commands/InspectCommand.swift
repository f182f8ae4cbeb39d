import CommandLineParsing

enum InspectCommand: ServerCommand {
  static let command = Command("inspect", summary: "To be built")

  static func run(_ arguments: ParsedArguments) throws -> Int32 { ExitCode.failure.rawValue }
}
