import Learning
import Text

/// A regression's scores, in words and as members of an object.
struct RegressionScoreText {
  /// So many outputs have lines of their own; of more there is the mean alone.
  private static let outputsMax = 30

  private let scores: RegressionScores

  init(_ scores: RegressionScores) { self.scores = scores }

  /// Names and values; of several outputs the means.
  var figures: [(String, String)] {
    [
      ("R²", ScoreFigure.text(scores.r2, digits: 6)),
      ("mean absolute error", ScoreFigure.loss(scores.meanAbsoluteError)),
      ("root mean squared error", ScoreFigure.loss(scores.rootMeanSquaredError)),
    ]
  }

  /// A table with a line for each output; nothing where there is one.
  var outputs: String {
    guard (2...Self.outputsMax).contains(scores.outputs.count) else { return "" }
    let rows = scores.outputs.enumerated().map { index, output in
      [
        "\(index)", ScoreFigure.text(output.r2, digits: 6),
        ScoreFigure.loss(output.meanAbsoluteError), ScoreFigure.loss(output.rootMeanSquaredError),
      ]
    }
    return "\n" + alignedTable([["output", "R²", "MAE", "RMSE"]] + rows)
  }

  var members: [JSON.Member] {
    [
      .init("r2", ScoreFigure.json(scores.r2)),
      .init("mean_absolute_error", .double(scores.meanAbsoluteError)),
      .init("root_mean_squared_error", .double(scores.rootMeanSquaredError)),
      .init(
        "outputs",
        .array(
          scores.outputs.map { output in
            .object([
              .init("r2", ScoreFigure.json(output.r2)),
              .init("mean_absolute_error", .double(output.meanAbsoluteError)),
              .init("root_mean_squared_error", .double(output.rootMeanSquaredError)),
            ])
          })),
    ]
  }

  /// What is not defined, or by convention alone, and why.
  var notes: [String] {
    if scores.samples < 2 { return ["R² needs at least two samples"] }
    var notes: [String] = []
    if scores.r2 == nil { notes.append("R² is not defined: some answers are no numbers") }
    let constant = scores.outputs.indices.filter { scores.outputs[$0].isConstant }
    if !constant.isEmpty {
      let which =
        scores.outputs.count == 1
        ? "the target" : "the target of output \(constant.map { "\($0)" }.joined(separator: ", "))"
      notes.append(
        "\(which) is the same in all samples, so there is no variance to explain: R² is 1 for exact "
          + "answers there, else 0")
    }
    return notes
  }
}
