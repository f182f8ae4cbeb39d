import Coordination
import Text

extension Progress {
  /// How well θ has learned, as lines for a run's end: a name, and what was measured, with the step
  /// that it was measured at where that is not the last one.
  public var results: [(name: String, value: String)] {
    var lines: [(name: String, value: String)] = []
    if let evaluation { lines.append(("validation", Self.result(evaluation, at: version))) }
    if let loss = passLoss.mean {
      let steps =
        passLoss.first == passLoss.last
        ? "of step \(passLoss.last)" : "mean over steps \(passLoss.first) to \(passLoss.last)"
      lines.append(("training", "loss \(DecimalText.loss(loss, digits: 4))  (\(steps))"))
    }
    return lines
  }

  private static func result(_ evaluation: EvaluationSummary, at version: UInt64) -> String {
    let loss = "loss \(DecimalText.loss(evaluation.loss, digits: 4))"
    let samples =
      "on \(DecimalText.grouped(evaluation.samples)) held-out "
      + CountedNoun.form(evaluation.samples, "sample")
    let value =
      evaluation.accuracy.map {
        "accuracy \(DecimalText.fixed($0 * 100, digits: 2)) %  (\(loss), \(samples)"
      } ?? "\(loss)  (\(samples)"
    guard evaluation.version < version else { return value + ")" }
    // An interrupted run moves θ after its last evaluation: the figures are not those of its weights.
    let steps = CountedNoun.text(version - evaluation.version, "step")
    return value + ", at step \(evaluation.version): \(steps) before these weights)"
  }
}
