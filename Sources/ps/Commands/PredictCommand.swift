import CommandLineParsing
import Jobs
import Platform

/// `ps predict`: the answers of a checkpoint's θ, one CSV line a sample.
enum PredictCommand: ServerCommand {
  static let command = Command(
    "predict", summary: "Print a trained model's answers, one CSV line a sample",
    discussion: [
      "multiclass: sample,prediction,probability_<class>,…   binary: sample,prediction,probability "
        + "(of the second class)   regression: sample,value_0,…",
      "Samples are counted from 0, in the order of the data.",
    ],
    options: MeasuredDataOptions.options + [
      CommandOption(
        "out", value: "FILE", form: .file, summary: "Where to write, instead of standard output")
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let (_, model, data) = try MeasuredDataOptions.read(arguments, for: .answering)
    let table = PredictionTable(
      task: model.job.task, loss: model.job.loss, outputCount: model.network.outputCount,
      classNames: data.classNames)
    if let path = arguments.text("out") {
      try write(table, model, data, to: path)
    } else {
      try Console.output(table.header + "\n")
      try model.predict(data.samples) { samples, answers in
        try Console.output(lines(table, samples, answers) + "\n")
      }
    }
    return ExitCode.success.rawValue
  }

  private static func write(
    _ table: PredictionTable, _ model: SavedModel, _ data: MeasuredData, to path: String
  ) throws {
    guard let wakeup = Wakeup() else { throw RunFailure("the system has no more descriptors") }
    // Looked for at each write, so that what has been written so far is not left behind.
    _ = Signals(Signals.endings, wakeup: wakeup)
    // Nothing is touched before model and data have been found to be good.
    let file = try ResultFile(path)
    do {
      try file.write(table.header + "\n")
      try model.predict(data.samples) { samples, answers in
        try file.write(lines(table, samples, answers) + "\n")
      }
      try file.finish()
    } catch let error as FileError {
      throw RunFailure("\(error)")
    }
  }

  /// The lines of some samples, without the last line's end.
  private static func lines(
    _ table: PredictionTable, _ samples: Range<Int>, _ answers: UnsafeBufferPointer<Float>
  ) -> String {
    let width = answers.count / samples.count
    return samples.enumerated().map { row, sample in
      let answer = answers[row * width..<(row + 1) * width]
      return table.line(sample: sample, UnsafeBufferPointer(rebasing: answer))
    }.joined(separator: "\n")
  }
}
