import Wire

/// How stale the gradients of a run were.
enum RunStaleness {
  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    guard let counts = run.record.counts.staleness, counts.contains(where: { $0 > 0 }) else {
      return run.record.loggedSteps == 0
        ? []
        : [
          .section("Staleness"),
          .paragraph("None: every gradient was computed from the θ that it was applied to."),
        ]
    }
    var table = Table(columns: [.figures("staleness"), .figures("updates"), .figures("share")])
    let total = counts.reduce(0, +)
    var sum = 0.0
    for (staleness, count) in counts.enumerated() {
      sum += Double(staleness) * Double(count)
      guard count > 0 else { continue }
      table.append([
        "\(staleness)", Prose(DecimalText.grouped(count)),
        Prose(FigureText.percent(Double(count) / Double(total))),
      ])
    }
    let mean = DecimalText.fixed(sum / Double(total), digits: 2)
    let most = run.record.counts.stalenessMost ?? UInt64(counts.count - 1)
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
