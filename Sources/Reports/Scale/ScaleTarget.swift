import Text

/// How long it took to get as good as was asked.
enum ScaleTarget {
  static func blocks(_ results: ScaleResults, _ analysis: ScalingAnalysis) -> [Document.Block] {
    guard results.hasTarget else { return [] }
    let targets = [("target-accuracy", "accuracy"), ("target-loss", "loss")].compactMap {
      option, word -> String? in
      results.job[option]?.doubleValue.map { "\(word) \(FigureText.short($0))" }
    }
    var table = Table(columns: [
      .text("scaling"), .figures("workers"), .figures("seconds, median"), .figures("95 %"),
      .figures("steps"), .figures("runs that reached it"),
    ])
    for kind in results.plan.kinds {
      for point in analysis.points(kind) where kind == .strong || point.workers > 1 {
        let summary = point.summary
        table.append([
          Prose(kind.rawValue), Prose(ScaleLabels.marked(summary)),
          Prose(summary.secondsToTarget.map { DecimalText.fixed($0, digits: 2) } ?? "–"),
          Prose(FigureText.interval(summary.targetInterval) { DecimalText.fixed($0, digits: 2) }),
          Prose(summary.stepsToTarget.map { DecimalText.grouped($0) } ?? "–"),
          "\(summary.reachedTarget) of \(summary.throughputs.count)",
        ])
      }
    }
    return [
      .section("Time to \(targets.joined(separator: " or "))"),
      .paragraph(
        "From the start of training to the end of the evaluation that reached it, warm-up included."
      ),
      .table(table),
    ]
  }
}
