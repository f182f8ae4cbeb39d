import Coordination
import Text

/// Where a run's time went.
enum RunTime {
  static let definitions: [Document.Definition] = [
    .init(
      "clocks",
      "a worker's and the server's are compared by the quickest of recent round trips, and set off"),
    .init("pull", "from the order to the beginning of the computation: θ on its way"),
    .init(
      "compute", "from the beginning of each computation to the sending of its gradient"),
    .init("push", "from the sending of the last gradient to its arrival"),
    .init("wait", "the rest: for its turn, for the other workers' gradients, and between orders"),
    .init("update", "the sum of the gradients and the optimizer's step, on the server"),
  ]

  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    let record = run.record
    guard record.loggedSteps > 0 else { return [] }
    var blocks: [Document.Block] = [.section("Where the time went")]
    if record.splitSteps > 0 {
      blocks.append(.figure(figure(record)))
    } else {
      blocks.append(
        .paragraph(
          "The log does not split steps into parts: the program that wrote it did not measure them."
        ))
    }
    blocks.append(.table(account(record)))
    if record.bytesSteps > 0 {
      let (sent, received) = (
        record.sentBytes / Double(record.bytesSteps),
        record.receivedBytes / Double(record.bytesSteps)
      )
      blocks.append(
        .paragraph(
          "For each logged step the server sent \(FigureText.bytes(sent)) and received "
            + "\(FigureText.bytes(received))."))
    }
    return blocks
  }

  /// What the log's time was spent on, to the last second.
  private static func account(_ record: RunRecord) -> Table {
    let account = record.account.closed
    var table = Table(columns: [.text("time"), .figures("seconds"), .figures("share of the log")])
    func append(_ name: String, _ seconds: Double) {
      table.append([
        Prose(name), Prose(DecimalText.fixed(seconds, digits: 2)),
        Prose(account.total > 0 ? FigureText.percent(seconds / account.total) : "–"),
      ])
    }
    for kind in TimeAccount.Kind.allCases where account[kind] > 0 || kind == .steps {
      append(name(kind, record), account[kind])
    }
    append("the whole log", account.total)
    return table
  }

  private static func name(_ kind: TimeAccount.Kind, _ record: RunRecord) -> String {
    switch kind {
    case .steps:
      "\(FigureText.count(Int(clamping: record.loggedSteps), "step")) that the log has"
    case .evaluations:
      FigureText.count(Int(clamping: record.evaluationCount), "evaluation")
    case .waits: "waits of which the log has a line"
    default: kind.rawValue
    }
  }

  private static func figure(_ record: RunRecord) -> Figure {
    let mean = record.splitSum / record.splitSteps
    let total = mean.total.inSeconds
    var table = Table(columns: [.text("part"), .figures("ms a step"), .figures("share")])
    for part in TimeSplit.Part.allCases {
      table.append([
        Prose(part.rawValue), Prose(FigureText.milliseconds(mean[part].inSeconds)),
        Prose(total > 0 ? FigureText.percent(mean[part].inSeconds / total) : "–"),
      ])
    }
    return Figure(
      "Parts of a step",
      description: "The mean time of a step, split into its parts.",
      plot: StackedBars(
        "milliseconds a step",
        parts: TimeSplit.Part.allCases.map { .init($0.rawValue, color: $0.color) },
        bars: [.init("mean step", TimeSplit.Part.allCases.map { mean[$0].inSeconds * 1000 })]),
      caption:
        "Mean over \(DecimalText.grouped(record.splitSteps)) logged steps and their workers.",
      table: table)
  }
}

extension TimeSplit.Part {
  /// Which of the page's colours it has.
  var color: Int {
    switch self {
    case .pull: 2
    case .compute: 1
    case .push: 3
    case .wait: 6
    case .update: 4
    }
  }
}
