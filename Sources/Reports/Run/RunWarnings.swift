import RunLog
import Text

/// What was out of the ordinary in a run.
enum RunWarnings {
  /// Waits that are shorter are in the timeline alone: a run waits for its workers when it begins.
  private static let noticeableWait = 1.0
  private static let rowsMax = 60

  /// What must be seen before anything else.
  static func notice(_ run: ReportedRun) -> [Document.Block] {
    switch run.state {
    case .cutOff, .failed: [.warning(Prose("This run was \(run.state.sentence)."))]
    case .goingOn:
      [.warning("This run was going on when the report was written: its figures are not its last.")]
    case .interrupted, .completed, .neverBegan: []
    }
  }

  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    let record = run.record
    var items = log(run.reading, record)
    if record.discardedFrames > 0 || record.strayMessages > 0 {
      items.append(
        "Bad frames in all: \(DecimalText.grouped(record.discardedFrames)); messages that were not "
          + "for this run: \(DecimalText.grouped(record.strayMessages)). All were refused.")
    }
    if record.counts.droppedMicroBatches > 0 {
      items.append(
        """
        \(FigureText.count(
          Int(clamping: record.counts.droppedMicroBatches), "micro-batch was",
          plural: "micro-batches were")) left out.
        """)
    }
    let timeline = record.timeline
    if timeline.setBackCount > 0 {
      items.append(
        """
        The clock was set back \(FigureText.count(Int(clamping: timeline.setBackCount), "time")), by \
        \(DecimalText.duration(seconds: timeline.setBackSeconds)) in all: times after that are those of \
        the log, moved on by as much.
        """)
    }
    let lost = record.sessions.count(where: \.isLost)
    if lost > 0 {
      items.append(
        "\(FigureText.count(lost, "worker's session was", plural: "workers' sessions were")) lost.")
    }
    let notes = record.notes.filter {
      $0.kind != .wait || ($0.duration ?? 0) >= noticeableWait
    }
    var blocks: [Document.Block] = [.section("Warnings")]
    if items.isEmpty && notes.isEmpty { return blocks + [.paragraph("None.")] }
    if !items.isEmpty { blocks.append(.list(items)) }
    if !notes.isEmpty { blocks.append(.table(table(notes, run))) }
    return blocks
  }

  private static func log(_ reading: RunLogReading, _ record: RunRecord) -> [Prose] {
    var items: [Prose] = []
    if let unreadable = reading.unreadable {
      items.append(
        "\(FigureText.count(Int(clamping: unreadable.count), "line")) of the log can't be read, the "
          + "first of them line \(unreadable.first); what they said is missing here.")
    }
    if reading.isCut {
      items.append("The log's last line is cut: its server was ended while it wrote it.")
    }
    if record.format > RunLogEntry.format {
      items.append(
        "The log is of form \(record.format), and this program knows those up to "
          + "\(RunLogEntry.format): what it says may be missing here.")
    }
    if record.unknownEvents > 0 {
      items.append(
        "This program does not know the events of "
          + "\(FigureText.count(Int(clamping: record.unknownEvents), "line")) of the log.")
    }
    return items
  }

  private static func table(_ notes: [RunRecord.Note], _ run: ReportedRun) -> Table {
    var table = Table(
      notes.count > rowsMax ? "The first \(rowsMax) of \(notes.count)" : nil,
      columns: [.figures("after"), .text("what"), .text("said")])
    for note in notes.prefix(rowsMax) {
      let duration = note.duration.map { ", for \(DecimalText.duration(seconds: $0))" } ?? ""
      table.append([
        Prose(DecimalText.duration(seconds: run.moment(note.time))), Prose(note.kind.rawValue),
        Prose(note.text + duration),
      ])
    }
    return table
  }
}
