import CommandLineParsing
import Jobs
import Learning
import Platform
import Text

/// `ps evaluate`: the loss of a checkpoint's θ, and what its answers are worth.
enum EvaluateCommand: ServerCommand {
  static let command = Command(
    "evaluate",
    summary: "Measure a trained model: loss, accuracy, precision, recall, F1, AUC; R², MAE, RMSE",
    discussion: [
      "The figures are those of the training run's own evaluation, to the last bit, where the data "
        + "are the same.",
      "Classification: accuracy, balanced accuracy, precision, recall, F1 and area under ROC of each "
        + "class and their means, log-loss, the confusion matrix. Regression: R², mean absolute and "
        + "root mean squared error. All are as scikit-learn defines them.",
    ],
    options: MeasuredDataOptions.options + [
      CommandOption(flag: "json", summary: "Print one JSON object")
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let (path, model, data) = try MeasuredDataOptions.read(arguments, for: .measuring)
    let report = EvaluationReport(
      path: path, model: model, dataName: data.name, classNames: data.classNames,
      measurement: model.measure(data.samples))
    try Console.output(arguments.isSet("json") ? report.json.description + "\n" : report.text)
    return ExitCode.success.rawValue
  }
}
