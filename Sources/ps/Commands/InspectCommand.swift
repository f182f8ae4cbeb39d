import CommandLineParsing
import Jobs
import Platform

/// `ps inspect`: what a checkpoint holds, and whether it is whole.
enum InspectCommand: ServerCommand {
  static let command = Command(
    "inspect", summary: "Show what a checkpoint holds: shapes, version, job, checksum of θ",
    discussion: [
      "The SHA-256 is that of θ's bytes alone, so that two runs can be compared: equal weights, "
        + "equal sums. A file that is damaged or cut short is named so, with exit code 2."
    ],
    operands: [
      Operand(
        "FILE", form: .file, summary: "A checkpoint, or a run's folder for its newest whole one")
    ],
    options: [CommandOption(flag: "json", summary: "Print one JSON object")])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let checkpoint = try CheckpointArgument(arguments.operands[0])
    let report = CheckpointReport(
      path: checkpoint.path, checkpoint.contents, in: checkpoint.bytes)
    try Console.output(
      arguments.isSet("json")
        ? String(decoding: report.json.encoded(pretty: true), as: UTF8.self) + "\n" : report.text)
    return ExitCode.success.rawValue
  }
}
