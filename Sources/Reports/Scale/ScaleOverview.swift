import Text

/// What comes of it all, and on which machines.
enum ScaleOverview {
  static func blocks(_ results: ScaleResults, _ analysis: ScalingAnalysis) -> [Document.Block] {
    var blocks: [Document.Block] = [
      .list(results.plan.kinds.compactMap { sentence($0, analysis) })
    ]
    let oversubscribed = results.plan.points.filter { results.budget.isOversubscribed($0) }
    if !oversubscribed.isEmpty {
      let counts = Set(oversubscribed.map(\.workers)).sorted().filter { $0 > 0 }
      blocks.append(
        .warning(
          """
          \(strong: "More processes than cores") with \(list(counts)) \
          workers, the server included: these points show how processes share cores, not how the job \
          scales. They are marked †, hollow in the plots, and left out of the fits.
          """))
    }
    if let warning = smallSteps(results) { blocks.append(.warning(warning)) }
    return blocks + [.facts(facts(results)), .table(budget(results))]
  }

  /// Batches that the data can't fill: an epoch's last step holds what is left of it.
  private static func smallSteps(_ results: ScaleResults) -> Prose? {
    let fillMin = 0.8
    let texts = results.runs.compactMap { runs -> String? in
      guard let summary = PointSummary(runs, results.budget),
        summary.samplesPerStep < fillMin * Double(runs.point.batch)
      else { return nil }
      return "\(DecimalText.fixed(summary.samplesPerStep, digits: 0)) samples of "
        + "\(DecimalText.grouped(UInt64(runs.point.batch))) in \(runs.point.name)"
    }
    guard !texts.isEmpty else { return nil }
    return """
      \(strong: "The data are too few for these batches"): a mean step had \
      \(texts.joined(separator: ", ")). Workers had less to do there than the batch says.
      """
  }

  /// The most workers that the machines have cores for, else the most there are.
  private static func sentence(_ kind: ScalingKind, _ analysis: ScalingAnalysis) -> Prose? {
    let points = analysis.points(kind).filter { $0.workers > 1 }
    guard let point = points.last(where: { !$0.summary.isOversubscribed }) ?? points.last else {
      return nil
    }
    let interval = point.speedUpInterval.map {
      " (95 %: \(DecimalText.fixed($0.lower, digits: 2)) – \(DecimalText.fixed($0.upper, digits: 2)))"
    }
    let mark = point.summary.isOversubscribed ? ", with more processes than cores" : ""
    let text: Prose = """
      \(strong: kind == .strong ? "Strong" : "Weak"): \(point.workers) workers do \
      \(strong: DecimalText.fixed(point.speedUp, digits: 2)) times\(interval ?? "") the samples a second of the \
      best single process, an efficiency of \(strong: FigureText.percent(point.efficiency, digits: 0))\
      \(mark).
      """
    guard
      MeasuredDifference(point.summary.throughputs, analysis.baseline.throughputs)
        == .notShown
    else { return text }
    return text + " The intervals of the two overlap: these runs do not show that one is faster."
  }

  private static func list(_ counts: [Int]) -> String {
    let texts = counts.map(String.init)
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func facts(_ results: ScaleResults) -> [Document.Fact] {
    func setting(_ name: String) -> String? {
      results.job[name].flatMap { $0.isNull ? nil : $0.stringValue ?? $0.description }
    }
    var facts: [Document.Fact] = []
    for (title, name) in [
      ("Data", "data"), ("Model", "model"), ("Optimizer", "optimizer"), ("Mode", "mode"),
    ] {
      if let value = setting(name) { facts.append(.init(title, Prose(value))) }
    }
    facts.append(
      .init("Batch", Prose(ScaleLabels.batch(results.plan))))
    facts.append(.init("Repeats", "\(results.plan.repeats) of each point"))
    facts.append(
      .init(
        "Steps of a run",
        "\(results.steps) measured after \(results.warmUp) of warm-up"))
    return facts
  }

  private static func budget(_ results: ScaleResults) -> Table {
    var table = Table(
      "Core budget: processes that compute, the server among them, on each machine",
      columns: [
        .text("point"), .text("machine"), .figures("processes"), .figures("cores"), .text(""),
      ])
    var seen: Set<Int> = []
    for point in results.plan.points where seen.insert(point.workers).inserted {
      for load in results.budget.loads(point) {
        table.append([
          Prose(ScaleLabels.workers(point)), Prose(load.hosts.joined(separator: ", ")),
          "\(load.processes)", "\(load.cores)", load.isOversubscribed ? "† oversubscribed" : "",
        ])
      }
    }
    return table
  }
}

/// How points are called.
enum ScaleLabels {
  static func workers(_ point: ScalePoint) -> String {
    point.workers == 0 ? "one process alone" : FigureText.count(point.workers, "worker")
  }

  /// `256 samples in 8 micro-batches`.
  static func batch(_ plan: ScalePlan) -> String {
    FigureText.count(plan.batch, "sample") + " in "
      + FigureText.count(plan.microBatches, "micro-batch", plural: "micro-batches")
  }

  /// With a mark where there are more processes than cores.
  static func marked(_ summary: PointSummary) -> String {
    "\(summary.point.workers)" + (summary.isOversubscribed ? " †" : "")
  }
}
