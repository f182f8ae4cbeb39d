import Coordination
import Text

/// Strong or weak scaling: its plots, tables, fit, and what kept it from the ideal.
enum ScaleSection {
  static func blocks(
    _ kind: ScalingKind, _ results: ScaleResults, _ analysis: ScalingAnalysis
  ) -> [Document.Block] {
    let points = analysis.points(kind)
    guard !points.isEmpty else { return [] }
    var blocks: [Document.Block] = [
      .section(kind == .strong ? "Strong scaling" : "Weak scaling"),
      .paragraph(introduction(kind, results)),
      .figure(throughput(kind, points, analysis)), .figure(speedUp(kind, points, analysis)),
    ]
    if points.count > 1 { blocks.append(.figure(efficiency(points))) }
    blocks += [.subsection("Where a step's time goes")]
    blocks += split(kind, points, analysis)
    blocks += [.subsection("What kept it from the ideal")]
    blocks += growth(points, analysis)
    blocks += [.subsection(kind == .strong ? "Amdahl's law" : "Gustafson's law")]
    return blocks + ScaleFit.blocks(kind, points, analysis)
  }

  private static func introduction(_ kind: ScalingKind, _ results: ScaleResults) -> Prose {
    let batch = ScaleLabels.batch(results.plan)
    return kind == .strong
      ? """
      The global batch stays \(batch): the more workers, the less each has to do.
      """
      : """
      The batch grows with the workers, \(batch) for each: the work of a worker stays the same.
      """
  }

  // MARK: Plots

  private static let workersAxis = LinePlot.AxisTitle("workers", isWhole: true, hasZero: true)

  private static func throughput(
    _ kind: ScalingKind, _ points: [ScalingAnalysis.Comparison], _ analysis: ScalingAnalysis
  ) -> Figure {
    let base = analysis.baseline.throughput
    var table = Table(columns: [
      .figures("workers"), .figures("samples/s, median"), .figures("95 %"), .figures("ideal"),
      .figures("least run"), .figures("greatest run"), .figures("runs"),
    ])
    for point in points {
      let sample = Sample(point.summary.throughputs)
      table.append([
        Prose(ScaleLabels.marked(point.summary)),
        Prose(DecimalText.fixed(point.summary.throughput, digits: 0)),
        Prose(
          FigureText.interval(point.summary.throughputInterval) {
            DecimalText.fixed($0, digits: 0)
          }),
        Prose(DecimalText.fixed(base * Double(point.workers), digits: 0)),
        Prose(DecimalText.fixed(sample?.minimum ?? 0, digits: 0)),
        Prose(DecimalText.fixed(sample?.maximum ?? 0, digits: 0)),
        "\(point.summary.throughputs.count)",
      ])
    }
    return Figure(
      "Throughput",
      description:
        "Samples a second against the number of workers, with 95 % intervals, beside the ideal.",
      plot: LinePlot(
        x: workersAxis, y: .init("samples/s", hasZero: true),
        [
          ideal(points) { base * $0 },
          .init(
            "measured", color: 1, .dots,
            points.map {
              .init(
                Double($0.workers), $0.summary.throughput,
                interval: $0.summary.throughputInterval,
                isHollow: $0.summary.isOversubscribed)
            }),
        ]),
      caption: "Medians; whiskers: 95 % bootstrap intervals of the median. Ideal: the baseline, "
        + "\(DecimalText.fixed(base, digits: 0)) samples/s, times the workers.",
      table: table)
  }

  private static func ideal(
    _ points: [ScalingAnalysis.Comparison], _ value: (Double) -> Double
  ) -> LinePlot.Series {
    .init(
      "ideal", color: 6, .dashes,
      points.map { .init(Double($0.workers), value(Double($0.workers))) })
  }

  private static func speedUp(
    _ kind: ScalingKind, _ points: [ScalingAnalysis.Comparison], _ analysis: ScalingAnalysis
  ) -> Figure {
    var table = Table(columns: [
      .figures("workers"), .figures("speed-up"), .figures("95 %"), .figures("efficiency"),
      .figures("95 %"),
    ])
    for point in points {
      table.append([
        Prose(ScaleLabels.marked(point.summary)), Prose(FigureText.short(point.speedUp)),
        Prose(FigureText.interval(point.speedUpInterval, FigureText.short)),
        Prose(FigureText.percent(point.efficiency)),
        Prose(FigureText.interval(point.efficiencyInterval) { FigureText.percent($0) }),
      ])
    }
    var series = [ideal(points) { $0 }]
    if let fit = analysis.fit(kind)?.fit, let last = points.last?.workers {
      series.append(curve(fit, kind == .strong ? "Amdahl" : "Gustafson", to: Double(last)))
    }
    series.append(
      .init(
        "measured", color: 1, .dots,
        points.map {
          .init(
            Double($0.workers), $0.speedUp, interval: $0.speedUpInterval,
            isHollow: $0.summary.isOversubscribed)
        }))
    return Figure(
      "Speed-up",
      description: "Speed-up over the baseline against the number of workers, beside the ideal.",
      plot: LinePlot(x: workersAxis, y: .init("speed-up", hasZero: true), series),
      table: table)
  }

  /// A law's curve from one worker on.
  private static func curve(_ fit: ScalingFit, _ name: String, to last: Double) -> LinePlot.Series {
    let steps = 64
    let points = (0...steps).map { step -> LinePlot.Series.Point in
      let workers = 1 + (last - 1) * Double(step) / Double(steps)
      return .init(workers, fit.law.speedUp(workers: workers, serialShare: fit.serialShare))
    }
    return .init(name, color: 4, .dashes, points)
  }

  private static func efficiency(_ points: [ScalingAnalysis.Comparison]) -> Figure {
    var table = Table(columns: [.figures("workers"), .figures("efficiency"), .figures("95 %")])
    for point in points {
      table.append([
        Prose(ScaleLabels.marked(point.summary)), Prose(FigureText.percent(point.efficiency)),
        Prose(FigureText.interval(point.efficiencyInterval) { FigureText.percent($0) }),
      ])
    }
    return Figure(
      "Efficiency", description: "Efficiency in percent against the number of workers.",
      plot: LinePlot(
        x: workersAxis, y: .init("efficiency, %", hasZero: true),
        [
          ideal(points) { _ in 100 },
          .init(
            "measured", color: 2, .dots,
            points.map { point in
              .init(
                Double(point.workers), point.efficiency * 100,
                interval: point.efficiencyInterval.map {
                  ConfidenceInterval(lower: $0.lower * 100, upper: $0.upper * 100)
                }, isHollow: point.summary.isOversubscribed)
            }),
        ]),
      table: table)
  }

  // MARK: Parts of a step

  private static func split(
    _ kind: ScalingKind, _ points: [ScalingAnalysis.Comparison], _ analysis: ScalingAnalysis
  ) -> [Document.Block] {
    var summaries = points.map(\.summary)
    if let alone = analysis.alone { summaries.insert(alone, at: 0) }
    let known = summaries.filter { $0.split != nil }
    guard known.contains(where: { $0.point.workers > 0 }) else {
      return [
        .paragraph(
          "The logs do not split steps into parts: the program that wrote them did not measure them."
        )
      ]
    }
    let hasBetween = known.contains { $0.between != nil }
    let parts = TimeSplit.Part.allCases
    var table = Table(
      columns: [.figures("workers")] + parts.map { .figures("\($0.rawValue), ms") }
        + (hasBetween ? [.figures("between, ms")] : []) + [.figures("step, ms")])
    var bars: [StackedBars.Bar] = []
    for summary in known {
      guard let split = summary.split else { continue }
      let between = max(0, summary.between ?? 0)
      bars.append(
        .init(
          summary.point.workers == 0
            ? "alone" : ScaleLabels.workers(summary.point) + (summary.isOversubscribed ? " †" : ""),
          (parts.map { split[$0].inSeconds } + [between]).map { $0 * 1000 }))
      table.append(
        [Prose(summary.point.workers == 0 ? "alone" : ScaleLabels.marked(summary))]
          + parts.map { Prose(FigureText.milliseconds(split[$0].inSeconds)) }
          + (hasBetween
            ? [Prose(summary.between.map(FigureText.milliseconds) ?? "–")] : [])
          + [Prose(FigureText.milliseconds(split.total.inSeconds + (summary.between ?? 0)))])
    }
    return [
      .figure(
        Figure(
          "Parts of a step",
          description: "The mean time of a step for each number of workers, split into its parts.",
          plot: StackedBars(
            "milliseconds a step",
            parts: parts.map { .init($0.rawValue, color: $0.color) }
              + [.init("between steps", color: 5)], bars: bars),
          caption: hasBetween
            ? "Means over all steps, workers and runs."
            : """
            Means over all steps, workers and runs. In this mode steps overlap: these are a worker's \
            own, from its order to its gradient's update.
            """, table: table))
    ]
  }

  // MARK: Words

  private static func growth(
    _ points: [ScalingAnalysis.Comparison], _ analysis: ScalingAnalysis
  ) -> [Document.Block] {
    let items = points.filter { $0.summary.point != analysis.baseline.point }.map {
      GrowthText.sentence(
        StepGrowth($0.summary, baseline: analysis.baseline),
        difference: analysis.differenceFromIdeal($0), label: label($0.summary))
    }
    return items.isEmpty ? [.paragraph("Nothing: this is the baseline.")] : [.list(items)]
  }

  private static func label(_ summary: PointSummary) -> String {
    ScaleLabels.workers(summary.point) + (summary.isOversubscribed ? " †" : "")
  }
}
