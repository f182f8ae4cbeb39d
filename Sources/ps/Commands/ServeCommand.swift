import CommandLineParsing

enum ServeCommand: ServerCommand {
  static let command = Command("serve", summary: "To be built")

  static func run(_ arguments: ParsedArguments) throws -> Int32 { ExitCode.failure.rawValue }
}
