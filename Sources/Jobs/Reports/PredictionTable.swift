import Learning

/// A model's answers as CSV (RFC 4180, with line feeds): a header, then one line a sample, samples
/// counted from 0.
///
/// - multiclass: `sample,prediction,probability_<class>,…`; the prediction is the most probable
///   class, the first of equals. After training with squared errors `score_<class>`, since the
///   outputs only estimate probabilities and may lie outside 0…1.
/// - binary: `sample,prediction,probability`; the probability is that of the second class, which is
///   the prediction where it is above ½.
/// - regression: `sample,value_0,…`.
public struct PredictionTable: Sendable {
  private let task: Task
  private let classFields: [String]
  /// The header line, without a line end.
  public let header: String

  /// A table of `outputCount` answers a sample; `classNames` has a name for each class, or nil for
  /// regression.
  public init(
    task: Task, loss: ClassificationLoss = .crossEntropy, outputCount: Int, classNames: [String]?
  ) {
    self.task = task
    let names = classNames ?? []
    switch task {
    case .regression:
      header = (["sample"] + (0..<outputCount).map { "value_\($0)" }).joined(separator: ",")
    case .binary:
      precondition(names.count == 2 && outputCount == 1, "binary data have two classes")
      header = "sample,prediction,probability"
    case .multiclass:
      // A model may have more outputs than its data has classes; those are called by their index.
      let all = (0..<outputCount).map { $0 < names.count ? names[$0] : "\($0)" }
      let kind = loss == .squared ? "score_" : "probability_"
      header = (["sample", "prediction"] + all.map { Self.field(kind + $0) })
        .joined(separator: ",")
      classFields = all.map(Self.field)
      return
    }
    classFields = names.map(Self.field)
  }

  /// The line of one sample, without a line end.
  ///
  /// - Parameter answers: `outputCount` of them, as `BatchComputation.predict` gives them.
  public func line(sample: Int, _ answers: UnsafeBufferPointer<Float>) -> String {
    var line = "\(sample)"
    switch task {
    case .regression: break
    case .binary: line += "," + classFields[answers[0] > 0.5 ? 1 : 0]
    case .multiclass:
      var greatest = 0
      for index in answers.indices where answers[index] > answers[greatest] { greatest = index }
      line += "," + classFields[greatest]
    }
    for answer in answers { line += ",\(answer)" }
    return line
  }

  /// In quotes where it holds a comma, a quote or a line end, with its quotes doubled.
  private static func field(_ text: String) -> String {
    let special: (Unicode.Scalar) -> Bool = { ",\"\r\n".unicodeScalars.contains($0) }
    guard text.unicodeScalars.contains(where: special) else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
