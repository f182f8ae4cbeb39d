/// What goes over the link, and what the server does.
enum ScaleServer {
  static func blocks(_ results: ScaleResults, _ analysis: ScalingAnalysis) -> [Document.Block] {
    var table = Table(columns: [
      .text("scaling"), .figures("workers"), .figures("sent a step"), .figures("received a step"),
      .figures("server's CPU, ms a step"), .figures("of one core"), .figures("update, of a step"),
      .figures("server's memory at most"),
    ])
    var lacks: Set<String> = []
    for kind in results.plan.kinds {
      for point in analysis.points(kind) where kind == .strong || point.workers > 1 {
        let summary = point.summary
        if summary.sentBytes == nil { lacks.insert("bytes") }
        if summary.serverCPU == nil { lacks.insert("the server's CPU time") }
        let update = summary.split.map {
          $0[.update].inSeconds / ($0.total.inSeconds + (summary.between ?? 0))
        }
        table.append([
          Prose(kind.rawValue), Prose(ScaleLabels.marked(summary)),
          Prose(summary.sentBytes.map(FigureText.bytes) ?? "–"),
          Prose(summary.receivedBytes.map(FigureText.bytes) ?? "–"),
          Prose(summary.serverCPU.map(FigureText.milliseconds) ?? "–"),
          Prose(
            summary.serverCPU.map { FigureText.percent($0 / summary.stepSeconds, digits: 0) } ?? "–"
          ),
          Prose(update.map { FigureText.percent($0) } ?? "–"),
          Prose(summary.serverMemory.map(FigureText.bytes) ?? "–"),
        ])
      }
    }
    var blocks: [Document.Block] = [.section("Bytes moved, and the server's share"), .table(table)]
    if !lacks.isEmpty {
      blocks.append(
        .paragraph(
          "The logs do not have \(lacks.sorted().joined(separator: " and ")): the program that wrote "
            + "them did not measure that."))
    }
    return blocks
  }
}
