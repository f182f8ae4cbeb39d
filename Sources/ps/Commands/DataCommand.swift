import CommandLineParsing
import Jobs
import Platform

/// `ps data`: reads a job's data, checks them, and says what they are.
enum DataCommand: ServerCommand {
  static let command = Command(
    "data", summary: "Check a job's data, and show what they are",
    discussion: [
      "Every process of a run must have the same data: the fingerprints say whether two hosts do."
    ],
    options: [
      CommandOption(
        "job", value: "FILE", form: .file,
        summary: "Read the job from a JSON file; options given beside it win"),
      CommandOption(
        "data-dir", value: "DIR", form: .folder,
        summary: "Look for the job's data files in this folder instead of where the job says"),
      CommandOption(flag: "json", summary: "Print one JSON object"),
    ] + JobOption.all.map(\.command))

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let file = try arguments.text("job").map { path in
      ResolvedJob.File(
        path: path, text: try Files.text(of: path))
    }
    let job = try ResolvedJob(arguments: arguments, file: file).job
    let summary = DataSummary(
      try JobData(
        job, folder: arguments.text("data-dir"), reading: Files.contents(of:),
        memory: { ThisProcess.availableMemory }))
    Console.output(
      arguments.isSet("json") ? summary.json.description + "\n" : summary.text)
    return ExitCode.success.rawValue
  }
}
