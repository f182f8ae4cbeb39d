import Text

/// A run's figures at one glance.
enum RunOverview {
  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    [.facts(progress(run) + results(run) + job(run) + server(run))]
  }

  private static func progress(_ run: ReportedRun) -> [Document.Fact] {
    let record = run.record
    var facts = [Document.Fact("Outcome", Prose(run.state.word))]
    if let last = record.lastStep {
      var text = DecimalText.grouped(last.version)
      if let total = record.totalSteps { text += " of \(DecimalText.grouped(total))" }
      facts.append(.init("Steps", Prose(text)))
      facts.append(.init("Epoch", Prose(DecimalText.grouped(last.epoch))))
    } else {
      facts.append(.init("Steps", "none is in the log"))
    }
    return facts
  }

  private static func results(_ run: ReportedRun) -> [Document.Fact] {
    let record = run.record
    var facts: [Document.Fact] = []
    if let last = record.evaluations.last {
      facts.append(.init("Validation loss, last", Prose(DecimalText.loss(last.loss, digits: 4))))
      if let accuracy = last.accuracy {
        facts.append(
          .init("Validation accuracy, last", Prose(FigureText.percent(accuracy, digits: 2))))
      }
      if last.step < record.lastStep?.version ?? 0 {
        facts.append(
          .init(
            "Last validated",
            "step \(DecimalText.grouped(last.step)), "
              + "\(FigureText.count(Int(clamping: (record.lastStep?.version ?? 0) - last.step), "step")) "
              + "before the last"))
      }
      if let best = record.best {
        facts.append(
          .init(
            "Validation loss, least",
            "\(DecimalText.loss(best.loss, digits: 4)) at step \(DecimalText.grouped(best.step))"))
      }
    } else if let last = record.loss.buckets.last {
      facts.append(.init("Training loss, last", Prose(DecimalText.loss(last.mean, digits: 4))))
    }
    if record.loggedSeconds > 0 {
      facts.append(
        .init(
          "Throughput",
          "\(DecimalText.fixed(record.loggedSamples / record.loggedSeconds, digits: 0)) samples/s"))
    }
    return facts
  }

  private static func job(_ run: ReportedRun) -> [Document.Fact] {
    var facts: [Document.Fact] = []
    if let mode = run.setting("mode") {
      var text = mode
      if let drop = run.setting("drop"), drop != "0" { text += ", drop \(drop)" }
      if mode == "bounded", let bound = run.setting("staleness") { text += ", staleness \(bound)" }
      if let factor = run.setting("compensate"), Double(factor) != 0 {
        text += ", compensate \(factor)"
      }
      facts.append(.init("Mode", Prose(text)))
    }
    for (title, option) in [
      ("Data", "data"), ("Model", "model"), ("Optimizer", "optimizer"), ("Seed", "seed"),
    ] {
      if let value = run.setting(option) { facts.append(.init(title, Prose(value))) }
    }
    if let batch = run.setting("batch") {
      let slices =
        run.setting("micro-batches").map {
          " in \($0) \($0 == "1" ? "micro-batch" : "micro-batches")"
        } ?? ""
      facts.append(.init("Batch", Prose(batch + slices)))
    }
    return facts
  }

  private static func server(_ run: ReportedRun) -> [Document.Fact] {
    let record = run.record
    var facts = [
      Document.Fact("Sessions of workers", Prose(DecimalText.grouped(record.sessionCount))),
      .init("Servers", Prose(DecimalText.grouped(UInt64(record.generations.count)))),
    ]
    if let seconds = record.cpuSeconds {
      facts.append(.init("Server's CPU time", Prose(DecimalText.duration(seconds: seconds))))
    }
    if let memory = record.peakMemory, memory > 0 {
      facts.append(.init("Server's memory at most", Prose(FigureText.bytes(memory))))
    }
    if let weights = run.weights {
      facts.append(
        .init(
          "SHA-256 of θ at step \(DecimalText.grouped(weights.version))",
          "\(code: weights.digest)", isLong: true))
    }
    return facts
  }
}
