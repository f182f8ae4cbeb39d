import Coordination
import Rendering
import Text

extension Progress {
  /// What is worth most stays longest where a line is short: the wait, then how far the run is, how
  /// long it takes, and how well it learns.
  private enum Worth {
    static let bar = (10, 20)
    static let measuredAt = 30
    static let epoch = 40
    static let workers = 45
    static let namedStep = 50
    static let speed = 55
    static let detailedWait = 60
    static let metric = 65
    static let remaining = 68
    static let missingWorkers = 70
    static let loss = 75
    static let failures = 78
    static let step = 82
    static let briefRemaining = 85
    static let wait = 92
    static let briefWait = 98
    static let percent = 100
  }

  /// Where the run stands.
  ///
  /// - Parameter hasBar: whether a bar is at its front.
  public func statusLine(at now: Instant, hasBar: Bool) -> StatusLine {
    var line = StatusLine()
    if totalSteps > 0 {
      if hasBar { line.append(bar(cells: 20, Worth.bar.0), bar(cells: 10, Worth.bar.1)) }
      appendPlace(to: &line)
      appendQuality(to: &line)
    }
    if let wait {
      let elapsed = DecimalText.wholeDuration(seconds: (now - wait.since).inSeconds)
      line.append(
        .init("waiting for \(wait.what) (\(elapsed))", worth: Worth.detailedWait),
        .init("waiting for \(wait.what.brief) (\(elapsed))", worth: Worth.wait),
        .init("waiting \(elapsed)", worth: Worth.briefWait))
    } else if let seconds = remainingSeconds(at: now) {
      line.append(
        .init(
          StyledText(DecimalText.wholeDuration(seconds: seconds)) + StyledText(" left", .dim),
          worth: Worth.remaining),
        .init(
          StyledText(DecimalText.briefDuration(seconds: seconds)) + StyledText(" left", .dim),
          worth: Worth.briefRemaining))
    }
    appendWorkers(to: &line)
    if failedCheckpoints > 0 {
      line.append(.init(failedCheckpointsText, .failure, worth: Worth.failures))
    }
    return line
  }

  private func bar(cells: Int, _ worth: Int) -> StatusLine.Form {
    let filled = Int(Double(cells) * Double(min(version, totalSteps)) / Double(totalSteps))
    return .init(
      StyledText("[") + StyledText(String(repeating: "█", count: filled), .done)
        + StyledText(String(repeating: "·", count: cells - filled), .dim) + StyledText("]"),
      worth: worth)
  }

  private func appendPlace(to line: inout StatusLine) {
    line.append(
      .init(
        StyledText("epoch ", .dim) + StyledText("\(epoch)/\(epochs(totalSteps))"),
        worth: Worth.epoch))
    let step = StyledText("\(version)/\(totalSteps)")
    let percent = Int(100 * Double(min(version, totalSteps)) / Double(totalSteps))
    line.append(
      .init(StyledText("step ", .dim) + step, worth: Worth.namedStep),
      .init(step, worth: Worth.step),
      .init("\(percent) %", worth: Worth.percent))
  }

  private func appendQuality(to line: inout StatusLine) {
    if let loss = pace.loss {
      line.append(
        .init(
          StyledText("loss ", .dim) + StyledText(DecimalText.loss(loss, digits: 4)),
          worth: Worth.loss))
    }
    if let evaluation {
      let metric =
        evaluation.accuracy.map {
          StyledText("accuracy ", .dim)
            + StyledText("\(DecimalText.fixed($0 * 100, digits: 2)) %")
        }
        ?? StyledText("loss ", .dim) + StyledText(DecimalText.loss(evaluation.loss, digits: 4))
      let named = StyledText("validation ", .dim) + metric
      line.append(
        .init(named + StyledText(" (epoch \(evaluation.epoch))", .dim), worth: Worth.measuredAt),
        .init(evaluation.accuracy == nil ? named : metric, worth: Worth.metric))
    }
    if let speed = pace.samplesPerSecond {
      line.append(
        .init(
          StyledText(DecimalText.fixed(speed, digits: 0)) + StyledText(" samples/s", .dim),
          worth: Worth.speed))
    }
  }

  private func appendWorkers(to line: inout StatusLine) {
    switch presentWait {
    case .workers, .workersAtLeast: return
    case .anyWorker, .answer, .units, nil: break
    }
    let isMissing = workers < workersExpected
    let text =
      isMissing
      ? "\(workers) of \(workersExpected) workers"
      : CountedNoun.text(workers, "worker")
    line.append(.init(text, worth: isMissing ? Worth.missingWorkers : Worth.workers))
  }
}
