import Text

/// How stale the gradients of a run were.
enum RunStaleness {
  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    guard let counts = run.record.staleness, counts.contains(where: { $0 > 0 }) else {
      return run.record.loggedSteps == 0
        ? []
        : [
          .section("Staleness"),
          .paragraph("None: every gradient was computed from the θ that it was applied to."),
        ]
    }
    let total = counts.reduce(0, run.record.sum)
    let rowsMax = 100
    let kinds = counts.count { $0 > 0 }
    var table = Table(
      kinds > rowsMax ? "The first \(rowsMax) of \(kinds)" : nil,
      columns: [.figures("staleness"), .figures("updates"), .figures("share")])
    var sum = 0.0
    for (staleness, count) in counts.enumerated() {
      sum += Double(staleness) * Double(count)
      guard count > 0, table.rows.count < rowsMax else { continue }
      table.append([
        "\(staleness)", Prose(DecimalText.grouped(count)),
        Prose(FigureText.percent(Double(count) / Double(total))),
      ])
    }
    let mean = DecimalText.fixed(sum / Double(total), digits: 2)
    let most = run.record.stalenessMost ?? UInt64(counts.count - 1)
    return [
      .section("Staleness"),
      .paragraph(
        "Over \(DecimalText.grouped(total)) updates a gradient had missed \(strong: mean) updates on "
          + "average, and at most \(most)."),
      .figure(
        Figure(
          "Updates by staleness",
          description: "How many updates were made by gradients of each staleness.",
          plot: Histogram(
            "staleness of the gradient",
            counts.enumerated().map { (label: "\($0.offset)", count: $0.element) }), table: table)),
    ]
  }
}
