import Coordination
import RunLog
import Text

/// Who was there when.
enum RunPresence {
  private static let rowsMax = 40
  private static let sessionsMax = 100

  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    guard !run.record.generations.isEmpty else { return [] }
    var blocks: [Document.Block] = [.section("Who was there when"), .figure(timeline(run))]
    if run.record.generations.count > 1 || run.state == .cutOff {
      blocks.append(.table(servers(run)))
    }
    let counts = run.record.counts
    if counts.speculatedUnits > 0 || run.record.duplicatePushes > 0 {
      blocks.append(
        .paragraph(
          """
          \(DecimalText.grouped(counts.speculatedUnits)) of \
          \(FigureText.count(Int(clamping: counts.usedUnits), "unit")) of work \
          \(counts.speculatedUnits == 1 ? "was" : "were") given to a second worker because the first \
          was late; \(FigureText.count(Int(clamping: counts.wastedUnits), "result")) came too late \
          to be of use.
          """))
    }
    return blocks
  }

  // MARK: The plot

  private static func timeline(_ run: ReportedRun) -> Figure {
    let record = run.record
    let end = run.moment(record.end ?? 0)
    let names = workers(run)
    var rows = [Timeline.Row("server", record.generations.map { span($0, run) })]
    for name in names.prefix(rowsMax) {
      let sessions = record.sessions.filter { $0.worker == name }
      rows.append(
        Timeline.Row(
          name, sessions.map { span($0, run) },
          marks: sessions.flatMap(\.lateness).map { late in
            .init(
              run.moment(late.time),
              hint:
                "late: had \(CountedNoun.text(late.units, "unit")) for "
                + DecimalText.duration(seconds: late.seconds))
          }))
    }
    let waits = record.notes.filter { $0.kind == .wait && ($0.duration ?? 0) > 0 }
    if !waits.isEmpty {
      rows.append(
        Timeline.Row(
          "waiting",
          waits.map { wait in
            let start = run.moment(wait.time)
            return .init(
              start, start + (wait.duration ?? 0), color: 6,
              hint: "\(DecimalText.duration(seconds: wait.duration ?? 0)) for \(wait.text)")
          }))
    }
    let hasLateness = record.sessions.contains { !$0.lateness.isEmpty }
    let hasLosses =
      record.sessions.contains(where: \.isLost)
      || record.generations.dropLast().contains { $0.outcome == nil } || run.state == .cutOff
    var caption: [String] = []
    if hasLosses { caption.append("A cross: lost, or ended without a word.") }
    if hasLateness { caption.append("A dot: late, its work was given to others too.") }
    let timesLate = record.sessions.reduce(UInt64(0)) { $0 + $1.timesLate }
    if timesLate > UInt64(record.keptLateness) {
      caption.append(
        "Only the first \(DecimalText.grouped(UInt64(record.keptLateness))) of "
          + "\(DecimalText.grouped(timesLate)) such times are shown.")
    }
    if names.count > rowsMax {
      caption.append(
        "\(FigureText.count(names.count - rowsMax, "more worker is", plural: "more workers are")) in "
          + "the table alone.")
    }
    return Figure(
      "Server and workers, over time",
      description: "For the server and each worker, from when to when it took part.",
      plot: Timeline(
        rows, end: end,
        legend: [(name: "server", color: 4), (name: "worker", color: 1)]
          + (waits.isEmpty ? [] : [(name: "nothing moves", color: 6)])),
      caption: caption.isEmpty ? nil : Prose(caption.joined(separator: " ")),
      table: sessions(run))
  }

  /// Workers' names in the order in which they first came.
  private static func workers(_ run: ReportedRun) -> [String] {
    var names: [String] = []
    for session in run.record.sessions where !names.contains(session.worker) {
      names.append(session.worker)
    }
    return names
  }

  private static func span(_ server: RunRecord.Generation, _ run: ReportedRun) -> Timeline.Span {
    let isLast = server.number == run.record.generations.last?.number
    let isCut = server.outcome == nil && !(isLast && run.state == .goingOn)
    return .init(
      run.moment(server.start), run.moment(server.last), color: 4, isLost: isCut,
      hint: "server \(server.number): \(ending(server, run))")
  }

  private static func span(_ session: RunRecord.Session, _ run: ReportedRun) -> Timeline.Span {
    .init(
      run.moment(session.joined), run.moment(session.left ?? run.record.end ?? session.joined),
      color: 1, isLost: session.isLost,
      hint: "session \(session.id.rawValue): \(ending(session, run))")
  }

  // MARK: Tables

  private static func sessions(_ run: ReportedRun) -> Table {
    let record = run.record
    let hasKeys = record.sessions.contains { $0.key != nil }
    let hasTrips = record.sessions.contains { $0.roundTrip != nil }
    let shown = record.sessions.prefix(sessionsMax)
    var table = Table(
      record.sessionCount > UInt64(shown.count)
        ? "The first \(shown.count) of \(DecimalText.grouped(record.sessionCount)) sessions" : nil,
      columns: [
        .text("worker"), .text("host"), .figures("server"), .figures("session"),
        .figures("joined after"), .figures("left after"), .text("why"), .figures("times late"),
      ] + (hasTrips ? [.figures("round trip, ms")] : []) + (hasKeys ? [.text("key")] : []))
    for session in shown {
      var row: [Prose] = [
        Prose(session.worker), Prose(session.host), "\(session.generation)",
        "\(session.id.rawValue)",
        Prose(DecimalText.duration(seconds: run.moment(session.joined))),
        Prose(session.left.map { DecimalText.duration(seconds: run.moment($0)) } ?? "–"),
        Prose(ending(session, run)), Prose(DecimalText.grouped(session.timesLate)),
      ]
      if hasTrips {
        row.append(Prose(session.roundTrip.map(FigureText.milliseconds) ?? "–"))
      }
      if hasKeys { row.append(session.key.map { "\(code: $0)" } ?? "–") }
      table.append(row)
    }
    return table
  }

  private static func ending(_ session: RunRecord.Session, _ run: ReportedRun) -> String {
    if let reason = session.reason { return reason }
    if session.left == nil, run.state == .goingOn { return "still there" }
    return "the server ended without a word"
  }

  private static func servers(_ run: ReportedRun) -> Table {
    var table = Table(
      "Servers",
      columns: [
        .figures("server"), .figures("from after"), .figures("until"), .figures("first θ"),
        .figures("last logged step"), .text("end"),
      ])
    for server in run.record.generations.prefix(sessionsMax) {
      table.append([
        "\(server.number)", Prose(DecimalText.duration(seconds: run.moment(server.start))),
        Prose(DecimalText.duration(seconds: run.moment(server.last))),
        Prose(DecimalText.grouped(server.version)),
        Prose(server.lastStep.map { DecimalText.grouped($0) } ?? "–"), Prose(ending(server, run)),
      ])
    }
    return table
  }

  private static func ending(_ server: RunRecord.Generation, _ run: ReportedRun) -> String {
    if let outcome = server.outcome { return "\(outcome.word): \(outcome.reason)" }
    let isLast = server.number == run.record.generations.last?.number
    return isLast && run.state == .goingOn ? "at work" : "without a word"
  }
}
