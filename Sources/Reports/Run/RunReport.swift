import Text

/// What became of one training run.
public enum RunReport {
  /// As a document.
  public static func document(_ run: ReportedRun) -> Document {
    var document = Document(title: "Run \(run.name)", subtitle: subtitle(run))
    document.append(RunOverview.blocks(run))
    document.append(RunWarnings.notice(run))
    document.append(RunCurves.blocks(run))
    document.append(RunPresence.blocks(run))
    document.append(RunTime.blocks(run))
    document.append(RunStaleness.blocks(run))
    document.append(RunCheckpoints.blocks(run))
    document.append(RunWarnings.blocks(run))
    document.append(.section("What the words mean"))
    document.append(.definitions(definitions(run)))
    return document
  }

  private static func subtitle(_ run: ReportedRun) -> Prose {
    guard let start = run.record.start, let end = run.record.end else {
      return Prose(run.state.sentence)
    }
    return "\(CalendarText.utc(start)), \(DecimalText.duration(seconds: end - start)) of log; "
      + Prose(run.state.sentence)
  }

  private static func definitions(_ run: ReportedRun) -> [Document.Definition] {
    var definitions: [Document.Definition] = [
      .init("step", "one update of θ, the weights"),
      .init("training loss", "mean ℓ over a step's samples, at the θ that its gradient came from"),
      .init(
        "validation loss, accuracy", "mean ℓ, and share of right answers, over the held-out samples"
      ),
      .init("throughput", "samples of the logged steps over the seconds of these steps"),
      .init("session", "one worker's connection, from hello to goodbye or loss"),
      .init(
        "late",
        "a worker took so long that its work was given to another too; the first result counts"
      ),
      .init(
        "server",
        "one life of the server process; each has a number, and continues from a checkpoint"),
    ]
    if run.record.splitSteps > 0 {
      definitions += RunTime.definitions
    }
    if run.record.staleness != nil {
      definitions.append(
        .init("staleness", "how many updates of θ a gradient had not seen when it was applied"))
    }
    return definitions
  }
}
