import Coordination
import Wire

/// What a run has come to, in words: a line that can be shown at any time, and lines for what should
/// not be missed. It does not print.
public struct Progress {
  /// Mean and rates since the last line.
  private struct Window {
    var lossSum = 0.0
    var samples = 0
    var seconds = 0.0
  }

  private var totalSteps: UInt64 = 0
  private var stepsPerEpoch: UInt64 = 1
  private var epoch: UInt64 = 0
  private var version: UInt64 = 0
  private var workers = 0
  private var window = Window()
  private var shown = Window()
  private var waitingFor: String?
  private var samples = 0
  private var seconds = 0.0
  private var steps: UInt64 = 0
  /// The last evaluation.
  public private(set) var evaluation: EvaluationSummary?
  /// The last checkpoint that is durable.
  public private(set) var checkpoint: UInt64?
  /// How many checkpoints could not be written.
  public private(set) var failedCheckpoints: UInt64 = 0

  /// A run of which nothing is known.
  public init() {}

  /// Samples per second of training so far: evaluations and waits before the start not counted.
  public var samplesPerSecond: Double { seconds > 0 ? Double(samples) / seconds : 0 }

  /// Seconds spent in steps so far.
  public var trainingSeconds: Double { seconds }

  /// Takes an event.
  ///
  /// - Returns: a line for it, if it is worth one.
  public mutating func observe(_ event: RunEvent) -> String? {
    switch event {
    case .workerJoined(let session, let hello):
      return "worker \(hello.name) joined from \(hello.host) (session \(session.rawValue))"
    case .workerLeft(_, let name, let reason, let reassigned):
      let consequence =
        reassigned > 0 ? "; its \(reassigned) units of work go to the others" : ""
      return "worker \(name) left: \(reason)\(consequence)"
    case .workerRefused(let name, let reason):
      return "worker \(name) was refused: \(reason)"
    case .badFrame(_, let reason, _):
      return "a bad frame came in: \(reason); others of the kind are only counted"
    case .strayMessage(let reason, _):
      return
        "a message came in that is not for this run: \(reason); others like it are only counted"
    case .discarded(let badFrames, let strayMessages):
      return "bad frames in all: \(badFrames); messages that were not for this run: "
        + "\(strayMessages)"
    case .duplicatePush, .clockCompared:
      return nil
    case .speculated(_, let name, let units, let elapsed):
      return "worker \(name) is late (\(DecimalText.fixed(elapsed.inSeconds, digits: 2)) s): its "
        + "\(units) units of work are given to others too"
    case .stepSkipped(let step, let name, let count):
      return "step \(step + 1) is left out: worker \(name) found a number that is not finite (the "
        + "\(count). such step)"
    case .waiting(let what):
      waitingFor = what
      return "waiting for \(what)"
    case .started(let version, let totalSteps, let stepsPerEpoch, let workers):
      self.version = version
      self.totalSteps = totalSteps
      self.stepsPerEpoch = stepsPerEpoch
      self.workers = workers
      epoch = version / stepsPerEpoch + 1
      waitingFor = nil
      let verb = version == 0 ? "training" : "training goes on at step \(version)"
      return "\(verb): \(totalSteps) steps, \(stepsPerEpoch) an epoch, \(workers) "
        + (workers == 1 ? "worker" : "workers")
    case .stepCompleted(let step):
      take(step)
      return nil
    case .evaluated(let evaluation):
      self.evaluation = evaluation
      var line =
        "epoch \(evaluation.epoch), step \(evaluation.version): validation loss "
        + DecimalText.fixed(evaluation.loss, digits: 4)
      if let accuracy = evaluation.accuracy {
        line += ", accuracy \(DecimalText.fixed(accuracy * 100, digits: 2)) %"
      }
      return line
    case .checkpointWritten(let version):
      checkpoint = version
      return nil
    case .checkpointFailed(let version, let reason, let count):
      failedCheckpoints = count
      let occurrence = count > 1 ? " (the \(count). that failed)" : ""
      return "the checkpoint of step \(version) could not be written\(occurrence), training goes "
        + "on: \(reason)"
    case .summary(let summary):
      return Self.line(for: summary)
    case .ended(let outcome):
      switch outcome {
      case .completed(let reason): return "finished: \(reason)"
      case .interrupted(let reason): return "stopped at step \(version): \(reason)"
      case .failed(let reason): return "failed: \(reason)"
      }
    }
  }

  /// What is out of the ordinary in a run's counts; nil for nothing.
  private static func line(for summary: RunSummary) -> String? {
    var parts: [String] = []
    if let staleness = summary.staleness, let mean = staleness.mean {
      parts.append(
        "staleness \(DecimalText.fixed(mean, digits: 2)) on average, at most \(staleness.most) ("
          + staleness.filled.enumerated().map { "\($0): \($1)" }.joined(separator: ", ") + ")")
    }
    if summary.speculatedUnits > 0 {
      parts.append(
        "\(summary.speculatedUnits) units of work given out twice, \(summary.wastedUnits) results "
          + "too many")
    }
    if summary.droppedMicroBatches > 0 {
      parts.append("\(summary.droppedMicroBatches) micro-batches left out")
    }
    if summary.skippedSteps > 0 {
      parts.append("\(summary.skippedSteps) steps left out for numbers that are not finite")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// Such as `2 checkpoints failed`.
  public var failedCheckpointsText: String {
    failedCheckpoints == 1 ? "1 checkpoint failed" : "\(failedCheckpoints) checkpoints failed"
  }

  private mutating func take(_ step: StepSummary) {
    version = step.version
    epoch = step.epoch
    workers = step.workers
    waitingFor = nil
    let duration = step.duration.inSeconds
    samples += step.samples
    seconds += duration
    steps += 1
    window.lossSum += step.loss * Double(step.samples)
    window.samples += step.samples
    window.seconds += duration
  }

  /// Where the run stands, with the loss and the speed since this was last asked.
  ///
  /// - Parameter barWidth: the length of a bar at its front; 0 for none.
  public mutating func status(barWidth: Int) -> String {
    if window.samples > 0 {
      shown = window
      window = Window()
    }
    var parts: [String] = []
    if barWidth > 0, totalSteps > 0 {
      let filled = Int(UInt64(barWidth) * min(version, totalSteps) / totalSteps)
      parts.append(
        "[" + String(repeating: "█", count: filled)
          + String(repeating: "·", count: barWidth - filled) + "]")
    }
    parts.append("epoch \(epoch)")
    parts.append("step \(version)/\(totalSteps)")
    if shown.samples > 0 {
      parts.append("loss \(DecimalText.fixed(shown.lossSum / Double(shown.samples), digits: 4))")
      let rate = shown.seconds > 0 ? Double(shown.samples) / shown.seconds : 0
      parts.append("\(DecimalText.fixed(rate, digits: 0)) samples/s")
    }
    if let waitingFor {
      parts.append("waiting for \(waitingFor)")
    } else if steps > 0, totalSteps > version {
      let left = seconds / Double(steps) * Double(totalSteps - version)
      parts.append("\(DecimalText.duration(seconds: left)) left")
    }
    parts.append(workers == 1 ? "1 worker" : "\(workers) workers")
    if failedCheckpoints > 0 { parts.append(failedCheckpointsText) }
    return parts.joined(separator: "  ")
  }
}
