import Coordination
import Learning
import Text

/// A classifier's scores, in words and as members of an object.
struct ClassificationScoreText {
  /// So many classes have lines of their own; more are in the object alone.
  private static let classesMax = 40
  /// So many have a row and a column of the matrix that is printed.
  private static let matrixClassesMax = 16
  /// Classes that a note names; of more only the number is said.
  private static let namedMax = 5
  /// Characters of a class's name in a table.
  private static let nameLengthMax = 24

  private let scores: ClassificationScores
  private let names: [String]
  private let loss: ClassificationLoss

  /// - Parameter names: one for each class.
  init(_ scores: ClassificationScores, names: [String], loss: ClassificationLoss) {
    self.scores = scores
    self.names = names
    self.loss = loss
  }

  private var isBinary: Bool { names.count == 2 }

  /// Names and values.
  var figures: [(String, String)] {
    [
      ("balanced accuracy", ScoreFigure.percent(scores.balancedAccuracy)),
      ("precision, macro", ScoreFigure.text(scores.macroPrecision, digits: 4)),
      ("recall, macro", ScoreFigure.text(scores.macroRecall, digits: 4)),
      ("F1, macro", ScoreFigure.text(scores.macroF1, digits: 4)),
      (
        isBinary ? "area under ROC" : "area under ROC, macro",
        ScoreFigure.text(scores.areaUnderCurve, digits: 4)
          + (isBinary
            ? " (of “\(PrintableText.oneLine(names[1]))”)" : " (each class against all others)")
      ),
      ("log-loss", ScoreFigure.loss(scores.logLoss)),
    ]
  }

  /// A table with a line for each class.
  var classes: String {
    guard names.count <= Self.classesMax else {
      return "\nThe figures of each of the \(names.count) classes are in what --json prints.\n"
    }
    let rows = zip(names, scores.classes).map { name, score in
      [
        Self.shortened(name), DecimalText.grouped(UInt64(score.occurring)),
        ScoreFigure.text(score.precision, digits: 4), ScoreFigure.text(score.recall, digits: 4),
        ScoreFigure.text(score.f1, digits: 4), ScoreFigure.text(score.areaUnderCurve, digits: 4),
      ]
    }
    return "\n" + alignedTable([["class", "samples", "precision", "recall", "F1", "AUC"]] + rows)
  }

  /// The confusion matrix, where it is small enough.
  var confusion: String {
    guard names.count <= Self.matrixClassesMax, let confusion = scores.confusion else { return "" }
    let header = ["true \\ answered"] + names.map(Self.shortened)
    let rows = zip(names, confusion).map { name, counts in
      [Self.shortened(name)] + counts.map { DecimalText.grouped(UInt64($0)) }
    }
    return "\n" + alignedTable([header] + rows)
  }

  private static func shortened(_ name: String) -> String {
    name.count <= nameLengthMax ? name : name.prefix(nameLengthMax - 1) + "…"
  }

  var members: [JSON.Member] {
    let classes = zip(names, scores.classes).map { name, score in
      JSON.object([
        .init("class", .string(name)), .init("samples", .integer(Int64(score.occurring))),
        .init("answered", .integer(Int64(score.predicted))),
        .init("right", .integer(Int64(score.right))),
        .init("precision", .double(score.precision)), .init("recall", .double(score.recall)),
        .init("f1", .double(score.f1)), .init("roc_auc", ScoreFigure.json(score.areaUnderCurve)),
      ])
    }
    return [
      .init("balanced_accuracy", ScoreFigure.json(scores.balancedAccuracy)),
      .init("precision_macro", ScoreFigure.json(scores.macroPrecision)),
      .init("recall_macro", ScoreFigure.json(scores.macroRecall)),
      .init("f1_macro", ScoreFigure.json(scores.macroF1)),
      .init("roc_auc", ScoreFigure.json(scores.areaUnderCurve)),
      .init("log_loss", ScoreFigure.json(scores.logLoss)),
      .init("not_a_number", .integer(Int64(scores.unanswered))),
      .init("classes", .array(classes)),
      .init(
        "confusion_matrix",
        scores.confusion.map { rows in
          .array(rows.map { .array($0.map { .integer(Int64($0)) }) })
        } ?? .null),
    ]
  }

  /// What is not defined, or by convention alone, and why.
  var notes: [String] {
    let indexes = names.indices
    let absent = indexes.filter { scores.classes[$0].occurring == 0 }
    let unpredicted = indexes.filter {
      scores.classes[$0].predicted == 0 && scores.classes[$0].occurring > 0
    }
    var notes: [String] = []
    if scores.unanswered > 0 {
      notes.append(
        "the answers to \(CountedNoun.text(scores.unanswered, "sample")) are no numbers: they count "
          + "as wrong, and there is no area under ROC and no log-loss")
    }
    if !absent.isEmpty {
      notes.append(
        "\(named(absent)) in these data, so recall is 0 and the area under ROC is not defined")
    }
    if !unpredicted.isEmpty {
      notes.append("\(named(unpredicted, verb: "answered")), so precision is 0")
    }
    if indexes.contains(where: { !scores.classes[$0].isSeen }) {
      notes.append(
        "the macro averages are over the classes that occur or are answered, as scikit-learn's are")
    }
    if scores.areaUnderCurve == nil, scores.unanswered == 0, absent.isEmpty {
      notes.append(
        scores.samples > 0 && scores.classes.contains { $0.occurring == scores.samples }
          ? "all samples are of one class, so there is no area under ROC"
          : "there are too many answers to rank, so there is no area under ROC")
    }
    if loss == .squared, !isBinary || scores.logLoss == nil {
      notes.append("after training with squared errors answers are no probabilities: no log-loss")
    }
    return notes
  }

  private func named(_ indexes: [Int], verb: String? = nil) -> String {
    let shown = indexes.prefix(Self.namedMax).map {
      "“\(PrintableText.oneLine(Self.shortened(names[$0])))”"
    }
    let more = indexes.count - shown.count
    let list = shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    let noun = CountedNoun.form(indexes.count, "class", plural: "classes")
    if let verb { return "\(noun) \(list) \(indexes.count == 1 ? "is" : "are") never \(verb)" }
    return "\(noun) \(list) never \(indexes.count == 1 ? "occurs" : "occur")"
  }
}
