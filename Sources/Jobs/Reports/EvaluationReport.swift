import Learning
import Wire

/// What an evaluation of a saved model found, for people and for programs.
public struct EvaluationReport: Sendable {
  private let path: String
  private let model: SavedModel
  private let dataName: String
  private let tally: EvaluationTally

  /// A report of `tally`, which came of `model`, read from `path`, on data called `dataName`.
  public init(path: String, model: SavedModel, dataName: String, tally: EvaluationTally) {
    self.path = path
    self.model = model
    self.dataName = dataName
    self.tally = tally
  }

  /// The mean over samples and outputs of (f − y)²; nil for classification. (The loss of a
  /// regression is summed over the outputs.)
  private var meanSquaredError: Double? {
    tally.task == .regression ? tally.loss / Double(model.network.outputCount) : nil
  }

  /// Lines of words and figures.
  public var text: String {
    var lines = [
      ("checkpoint", path),
      ("version", DecimalText.grouped(model.description.version)),
      ("data", dataName),
      ("samples", DecimalText.grouped(UInt64(tally.samples))),
      ("loss", DecimalText.fixed(tally.loss, digits: 6)),
    ]
    if let accuracy = tally.accuracy {
      let share = DecimalText.fixed(accuracy * 100, digits: 2)
      let correct = DecimalText.grouped(UInt64(tally.correct))
      lines.append(("accuracy", "\(share) % (\(correct) right)"))
    }
    if let error = meanSquaredError {
      lines.append(("mean squared error", DecimalText.fixed(error, digits: 6)))
    }
    return alignedLines(lines)
  }

  /// One object, with the exact figures.
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
    return .object(members)
  }
}
