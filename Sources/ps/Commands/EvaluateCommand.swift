import CommandLineParsing
import Jobs
import Learning
import Platform
import Wire

/// `ps evaluate`: the loss and the metrics of a checkpoint's θ.
enum EvaluateCommand: ServerCommand {
  static let command = Command(
    "evaluate", summary: "Measure a trained model: loss, and accuracy or mean squared error",
    discussion: [
      "The figures are those of the training run's own evaluation, to the last bit, where the data "
        + "are the same."
    ],
    options: MeasuredDataOptions.options + [
      CommandOption(flag: "json", summary: "Print one JSON object")
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let (path, model, data) = try MeasuredDataOptions.read(arguments, for: .measuring)
    let report = EvaluationReport(
      path: path, model: model, dataName: data.name, tally: model.evaluate(data.samples))
    Console.output(arguments.isSet("json") ? report.json.description + "\n" : report.text)
    return ExitCode.success.rawValue
  }
}
