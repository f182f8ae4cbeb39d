import Coordination
import Learning
import Text

/// What an evaluation of a saved model found, for people and for programs.
public struct EvaluationReport: Sendable {
  private let path: String
  private let model: SavedModel
  private let dataName: String
  private let measurement: ModelMeasurement
  /// The labels of the classes, by class index; those beyond it are called by their index.
  private let classNames: [String]

  /// A report of `measurement`, which came of `model`, read from `path`, on data called `dataName`.
  ///
  /// - Parameter classNames: the labels of the classes, by class index; nil for regression.
  public init(
    path: String, model: SavedModel, dataName: String, classNames: [String]?,
    measurement: ModelMeasurement
  ) {
    self.path = path
    self.model = model
    self.dataName = dataName
    self.classNames = classNames ?? []
    self.measurement = measurement
  }

  private var tally: EvaluationTally { measurement.tally }

  /// The mean over samples and outputs of (f − y)²; nil for classification. (The loss of a
  /// regression is summed over the outputs, and is of the targets as floats, as it is learned by.)
  private var meanSquaredError: Double? {
    if case .regression(let scores) = measurement.scores { scores.meanSquaredError } else { nil }
  }

  /// Lines of words and figures.
  public var text: String {
    var lines = [
      ("checkpoint", path),
      ("version", DecimalText.grouped(model.description.version)),
      ("data", dataName),
      ("samples", DecimalText.grouped(UInt64(tally.samples))),
      ("loss", DecimalText.loss(tally.loss, digits: 6)),
    ]
    if let accuracy = tally.accuracy {
      let share = DecimalText.fixed(accuracy * 100, digits: 2)
      let correct = DecimalText.grouped(UInt64(tally.correct))
      lines.append(("accuracy", "\(share) % (\(correct) right)"))
    }
    if let error = meanSquaredError {
      lines.append(("mean squared error", DecimalText.loss(error, digits: 6)))
    }
    switch measurement.scores {
    case .regression(let scores):
      let text = RegressionScoreText(scores)
      return alignedLines(lines + text.figures) + text.outputs + notes(text.notes)
    case .classification(let scores):
      let text = ClassificationScoreText(
        scores, names: names(scores.classes.count), loss: model.job.loss)
      return alignedLines(lines + text.figures) + text.classes + text.confusion
        + notes(text.notes)
    }
  }

  private func notes(_ notes: [String]) -> String {
    notes.isEmpty ? "" : "\n" + notes.map { "Note: \($0).\n" }.joined()
  }

  private func names(_ count: Int) -> [String] {
    (0..<count).map { $0 < classNames.count ? classNames[$0] : "\($0)" }
  }

  /// One object, with the exact figures; `null` is what is not defined, and `notes` says why.
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("checkpoint", .string(path)),
      .init("version", .integer(Int64(clamping: model.description.version))),
      .init("data", .string(dataName)),
      .init("task", .string(tally.task.rawValue)),
      .init("samples", .integer(Int64(tally.samples))),
      .init("loss", .double(tally.loss)),
    ]
    if let accuracy = tally.accuracy {
      members.append(.init("accuracy", .double(accuracy)))
      members.append(.init("correct", .integer(Int64(tally.correct))))
    }
    if let error = meanSquaredError {
      members.append(.init("mean_squared_error", .double(error)))
    }
    switch measurement.scores {
    case .regression(let scores):
      let text = RegressionScoreText(scores)
      members += text.members + [Self.notes(text.notes)]
    case .classification(let scores):
      let text = ClassificationScoreText(
        scores, names: names(scores.classes.count), loss: model.job.loss)
      members += text.members + [Self.notes(text.notes)]
    }
    return .object(members)
  }

  private static func notes(_ notes: [String]) -> JSON.Member {
    .init("notes", .array(notes.map { .string($0) }))
  }
}
