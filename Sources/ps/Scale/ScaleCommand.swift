import CommandLineParsing
import Jobs
import Platform
import Reports
import Tensors

/// `ps scale`: how a job scales, as a page.
enum ScaleCommand: ServerCommand {
  static let command = Command(
    "scale", summary: "Measure how a job scales with the number of workers",
    discussion: [
      "Runs the job again and again by ps launch, with each number of workers in turn, and once more "
        + "in a single process without server and messages, and writes "
        + "\(ReportFiles.names("scaling").joinedInWords): throughput, speed-up and efficiency with "
        + "intervals, where a step's time goes, the fits of Amdahl's and Gustafson's laws.",
      "strong: the batch stays the same; weak: --batch and --micro-batches are those of one worker. "
        + "Over hosts, their slots are filled in order. Without a target nothing is evaluated, and "
        + "checkpoints are written at the end of a run alone, unless asked for.",
    ],
    options: ScaleOptions.table + ScaleOptions.places + ScaleOptions.work + ScaleOptions.passedOn)

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let options = try ScaleOptions(arguments)
    let setup = try ScaleSetup(options, arguments)
    guard let wakeup = Wakeup() else { throw RunFailure("the system has no more descriptors") }
    let signals = Signals(
      Signals.endings + [Signals.childEnded, Signals.suspend], wakeup: wakeup)
    ThisProcess.keepFreedMemory()
    try RoomCheck.matrices()
    let runs = ScaleRuns(setup, options, wakeup: wakeup, signals: signals)
    let code = try runs.run()
    guard code == ExitCode.success.rawValue else { return code }
    guard let document = ScaleReport.document(runs.results) else {
      throw RunFailure("nothing was measured")
    }
    let files = ReportFiles(folder: options.folder, name: "scaling")
    for path in try files.write(document, ScaleReport.json(runs.results)) {
      try Console.output(path + "\n")
    }
    return ExitCode.success.rawValue
  }
}
