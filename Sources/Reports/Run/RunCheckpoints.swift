import Text

/// What of a run was saved.
enum RunCheckpoints {
  static func blocks(_ run: ReportedRun) -> [Document.Block] {
    let record = run.record
    guard !record.generations.isEmpty else { return [] }
    var sentences: [String] = []
    if let first = record.firstCheckpoint, let last = record.lastCheckpoint {
      sentences.append(
        "\(FigureText.count(Int(clamping: record.checkpointCount), "checkpoint")) became durable, the first of "
          + "step \(DecimalText.grouped(first.step)), the last of step "
          + "\(DecimalText.grouped(last.step)), after "
          + "\(DecimalText.duration(seconds: run.moment(last.time))).")
      if record.checkpointCount > 1 {
        let apart = (last.time - first.time) / Double(record.checkpointCount - 1)
        sentences.append("They came \(DecimalText.duration(seconds: apart)) apart on average.")
      }
    } else {
      sentences.append("No checkpoint became durable.")
    }
    let failed = record.count(of: .failedCheckpoint)
    if failed > 0 {
      sentences.append("\(DecimalText.grouped(failed)) could not be written; see the warnings.")
    }
    if record.stepsAgain > 0 {
      sentences.append(
        "\(FigureText.count(Int(clamping: record.stepsAgain), "step")) had not been saved when a "
          + "server ended, and \(record.stepsAgain == 1 ? "was" : "were") computed again.")
    }
    return [.section("Checkpoints"), .paragraph(Prose(sentences.joined(separator: " ")))]
  }
}
