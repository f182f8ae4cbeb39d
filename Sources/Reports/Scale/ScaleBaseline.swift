import Text

/// What everything is compared with.
enum ScaleBaseline {
  static func blocks(_ results: ScaleResults, _ analysis: ScalingAnalysis) -> [Document.Block] {
    var table = Table(columns: [
      .text("one process"), .figures("samples/s"), .figures("95 %"), .figures("ms a step"),
      .text(""),
    ])
    let single = analysis.points(results.plan.kinds[0]).first { $0.workers == 1 }?.summary
    for summary in [analysis.alone, single].compactMap({ $0 }) {
      table.append([
        summary.point.workers == 0
          ? "trains alone, without server and messages" : "one worker with its server",
        Prose(DecimalText.fixed(summary.throughput, digits: 0)),
        Prose(
          FigureText.interval(summary.throughputInterval) { DecimalText.fixed($0, digits: 0) }),
        Prose(FigureText.milliseconds(summary.stepSeconds)),
        summary.point == analysis.baseline.point ? "\(strong: "the baseline")" : "",
      ])
    }
    var blocks: [Document.Block] = [
      .section("The baseline"),
      .paragraph(
        "The faster of two ways to train with one process that computes, each with one thread."),
      .table(table),
    ]
    if let alone = analysis.alone, let single, alone.throughput > 0 {
      blocks.append(.paragraph(cost(single, alone)))
    }
    return blocks
  }

  /// What server and messages cost one worker, so far as the runs show it.
  private static func cost(_ single: PointSummary, _ alone: PointSummary) -> Prose {
    let share = single.throughput / alone.throughput
    let difference = MeasuredDifference(single.throughputs, alone.throughputs)
    if difference == .notShown {
      return """
        The intervals of the two overlap: these runs do not show that a server and messages cost one \
        worker anything, nor that they gain it.
        """
    }
    let doubt = difference == .unknown ? " (by one run each, which may be chance)" : ""
    return share < 1
      ? "A server and messages cost one worker \(FigureText.percent(1 - share)) of the speed\(doubt)."
      : """
      One worker with its server is faster by \(FigureText.percent(share - 1))\(doubt): the server \
      updates θ with threads of its own, while a process alone does all in one.
      """
  }
}
