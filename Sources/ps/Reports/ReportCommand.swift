import CommandLineParsing
import Platform
import Reports

/// `ps report`: what became of a run, as a page.
enum ReportCommand: ServerCommand {
  static let command = Command(
    "report", summary: "Show what became of a run, as a page with plots",
    discussion: [
      "Reads the run's log and writes \(ReportFiles.names("report").joinedInWords): loss and "
        + "metrics, throughput, who was there when, staleness, where the time went, checkpoints and "
        + "warnings. The page needs no network and no script.",
      "The run may be over, going on, or cut off.",
    ],
    operands: [Operand("RUN", form: .folder, summary: "The run's folder")],
    options: [
      CommandOption(
        "out", value: "DIR", form: .folder, summary: "Where to write the report",
        default: "the run's folder")
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let folder = arguments.operands[0]
    let run = try RunReading.read(folder)
    let files = ReportFiles(folder: arguments.text("out") ?? folder, name: "report")
    for path in try files.write(RunReport.document(run), RunReport.json(run)) {
      try Console.output(path + "\n")
    }
    return ExitCode.success.rawValue
  }
}
