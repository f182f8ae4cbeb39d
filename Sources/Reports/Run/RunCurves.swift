import Text

/// How a run learned, and how fast it went.
enum RunCurves {
  /// How many rows a table of a plot's figures has at most.
  private static let rowsMax = 24

  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    guard run.record.loggedSteps > 0 else {
      return [
        .section("Learning"), .paragraph("No step is in the log, so there is nothing to plot."),
      ]
    }
    var blocks: [Document.Block] = [.section("Learning"), .figure(loss(run))]
    if let accuracy = accuracy(run) { blocks.append(.figure(accuracy)) }
    blocks.append(.figure(lossByTime(run)))
    if !run.record.evaluations.isEmpty { blocks.append(.table(evaluations(run))) }
    if let figure = optional(
      "Norm of the gradient", run.record.gradientNorm, "‖g‖ of the logged steps",
      mayBeLogarithmic: true)
    {
      blocks.append(.figure(figure))
    }
    if let figure = optional("Learning rate", run.record.learningRate, "η of the logged steps") {
      blocks.append(.figure(figure))
    }
    return blocks + [.section("Throughput"), .figure(throughput(run))]
  }

  private static func stepTitle(_ run: ReportedRun) -> String {
    run.record.stepsPerEpoch.map { "step (\($0) make an epoch)" } ?? "step"
  }

  // MARK: Loss and metric

  private static func loss(_ run: ReportedRun) -> Figure {
    let buckets = run.record.loss.buckets
    var series = [
      LinePlot.Series(
        "training", color: 1, .band,
        buckets.map {
          .init(
            $0.middle, $0.mean,
            interval: ConfidenceInterval(lower: $0.least, upper: $0.greatest))
        })
    ]
    if !run.record.evaluations.isEmpty {
      series.append(
        .init(
          "validation", color: 3, .dots,
          run.record.evaluations.map { .init(Double($0.step), $0.loss) }))
    }
    return Figure(
      "Loss by step", description: "Training and validation loss against the step.",
      plot: LinePlot(
        x: .init(stepTitle(run), isWhole: true),
        y: .init("loss", mayBeLogarithmic: true), series),
      caption: run.record.loss.pointsPerBucket > 1
        ? "Each point of the training loss is the mean of \(run.record.loss.pointsPerBucket) logged "
          + "steps; the band reaches from the least to the greatest." : nil,
      table: table(run.record.loss, place: "steps", value: "training loss"))
  }

  private static func table(_ series: DecimatedSeries, place: String, value: String) -> Table {
    var table = Table(columns: [
      .text(place), .figures(value), .figures("least"), .figures("greatest"),
    ])
    for bucket in series.coarser(rowsMax) {
      let start = DecimalText.fixed(bucket.start, digits: 0)
      let end = DecimalText.fixed(bucket.end, digits: 0)
      table.append([
        Prose(bucket.count > 1 ? "\(start) – \(end)" : start),
        Prose(FigureText.short(bucket.mean)), Prose(FigureText.short(bucket.least)),
        Prose(FigureText.short(bucket.greatest)),
      ])
    }
    return table
  }

  private static func accuracy(_ run: ReportedRun) -> Figure? {
    let points = run.record.evaluations.compactMap { evaluation in
      evaluation.accuracy.map { (evaluation.step, $0) }
    }
    guard !points.isEmpty else { return nil }
    var table = Table(columns: [.figures("step"), .figures("accuracy")])
    for point in thinned(points) {
      table.append([
        Prose(DecimalText.grouped(point.0)), Prose(FigureText.percent(point.1, digits: 2)),
      ])
    }
    return Figure(
      "Validation accuracy by step",
      description: "Share of right answers on the validation data against the step.",
      plot: LinePlot(
        x: .init(stepTitle(run), isWhole: true), y: .init("accuracy, %"),
        [.init("accuracy", color: 2, .dots, points.map { .init(Double($0.0), $0.1 * 100) })]),
      table: table)
  }

  private static func lossByTime(_ run: ReportedRun) -> Figure {
    let end = run.moment(run.record.end ?? 0)
    let unit = TimeUnit(for: end)
    var series = [
      LinePlot.Series(
        "training", color: 1, .line,
        run.record.lossByTime.buckets.map {
          .init($0.middle / unit.seconds, $0.mean, isAfterBreak: $0.isAfterBreak)
        })
    ]
    if !run.record.evaluations.isEmpty {
      series.append(
        .init(
          "validation", color: 3, .dots,
          run.record.evaluations.enumerated().map { index, evaluation in
            .init(
              run.moment(evaluation.time) / unit.seconds, evaluation.loss,
              isAfterBreak: index > 0
                && run.hasBreak(
                  after: run.record.evaluations[index - 1].time, before: evaluation.time)
            )
          }))
    }
    var table = Table(columns: [.text("seconds since the start"), .figures("training loss")])
    for bucket in run.record.lossByTime.coarser(rowsMax) {
      table.append([
        "\(DecimalText.fixed(bucket.start, digits: 2)) – \(DecimalText.fixed(bucket.end, digits: 2))",
        Prose(FigureText.short(bucket.mean)),
      ])
    }
    return Figure(
      "Loss by time", description: "Training and validation loss against the time since the start.",
      plot: LinePlot(
        x: .init("\(unit.title) since the first line of the log", hasZero: true),
        y: .init("loss", mayBeLogarithmic: true), series,
        markers: run.record.generations.dropFirst().map { run.moment($0.start) / unit.seconds }),
      caption: run.record.generations.count > 1
        ? "Dotted lines stand where another server went on; there is no line across the time before it."
        : nil,
      table: table)
  }

  private static func evaluations(_ run: ReportedRun) -> Table {
    let hasAccuracy = run.record.evaluations.contains { $0.accuracy != nil }
    let shown = thinned(run.record.evaluations)
    var table = Table(
      run.record.evaluationCount > UInt64(shown.count)
        ? "\(shown.count) of \(DecimalText.grouped(run.record.evaluationCount)) evaluations, the last "
          + "among them" : nil,
      columns: [
        .figures("epoch"), .figures("step"), .figures("after"), .figures("validation loss"),
      ] + (hasAccuracy ? [.figures("accuracy")] : []))
    for evaluation in shown {
      table.append(
        [
          Prose(DecimalText.grouped(evaluation.epoch)), Prose(DecimalText.grouped(evaluation.step)),
          Prose(DecimalText.duration(seconds: run.moment(evaluation.time))),
          Prose(DecimalText.loss(evaluation.loss, digits: 4)),
        ]
          + (hasAccuracy
            ? [Prose(evaluation.accuracy.map { FigureText.percent($0, digits: 2) } ?? "–")] : []))
    }
    return table
  }

  /// Evenly spread ones, with the last among them.
  private static func thinned<Element>(_ elements: [Element]) -> [Element] {
    let step = (elements.count + rowsMax - 1) / rowsMax
    guard step > 1 else { return elements }
    return elements.indices.reversed().filter { (elements.count - 1 - $0) % step == 0 }.reversed()
      .map { elements[$0] }
  }

  // MARK: Others

  /// A curve that is worth showing only where it moves.
  private static func optional(
    _ title: String, _ series: DecimatedSeries, _ description: String,
    mayBeLogarithmic: Bool = false
  ) -> Figure? {
    guard let first = series.buckets.first,
      series.buckets.contains(where: { $0.least != first.least || $0.greatest != first.least })
    else { return nil }
    return Figure(
      title, description: "\(description), against the step.",
      plot: LinePlot(
        x: .init("step", isWhole: true),
        y: .init(
          title.lowercased(), mayBeLogarithmic: mayBeLogarithmic, hasZero: !mayBeLogarithmic),
        [
          .init(
            title, color: 4, .band,
            series.buckets.map {
              .init(
                $0.middle, $0.mean,
                interval: ConfidenceInterval(lower: $0.least, upper: $0.greatest))
            })
        ]),
      table: table(series, place: "steps", value: title.lowercased()))
  }

  private static func throughput(_ run: ReportedRun) -> Figure {
    let unit = TimeUnit(for: run.moment(run.record.end ?? 0))
    let buckets = run.record.paceByTime.coarser(100)
    var table = Table(columns: [.text("seconds since the start"), .figures("samples/s")])
    for bucket in run.record.paceByTime.coarser(rowsMax) where bucket.mean > 0 {
      table.append([
        "\(DecimalText.fixed(bucket.start, digits: 2)) – \(DecimalText.fixed(bucket.end, digits: 2))",
        Prose(DecimalText.fixed(1 / bucket.mean, digits: 0)),
      ])
    }
    return Figure(
      "Samples a second, over time",
      description: "Throughput in samples a second against the time since the start.",
      plot: LinePlot(
        x: .init("\(unit.title) since the first line of the log", hasZero: true),
        y: .init("samples/s", hasZero: true),
        [
          .init(
            "throughput", color: 1, .line,
            buckets.filter { $0.mean > 0 }.map {
              .init($0.middle / unit.seconds, 1 / $0.mean, isAfterBreak: $0.isAfterBreak)
            })
        ],
        markers: run.record.generations.dropFirst().map { run.moment($0.start) / unit.seconds }),
      caption: "Of the logged steps; evaluations and waits between steps are not in it.",
      table: table)
  }
}
