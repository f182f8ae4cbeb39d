import Coordination

extension RunEvent: CustomStringConvertible {
  /// One line, such as `s1 joined: "worker"`; a step's is `θ7: epoch 1, loss 0.5, …`.
  public var description: String {
    switch self {
    case .workerJoined(let session, let hello, let key):
      "\(session) joined: \(hello.name.quoted)" + (key.map { ", key \($0)" } ?? "")
    case .workerLeft(let session, let name, let reason, let reassigned):
      "\(session) left: \(name.quoted), \(reason.description.quoted), \(reassigned) units "
        + "for others"
    case .workerRefused(let name, let reason):
      "refused: \(name.quoted), \(reason.description.quoted)"
    case .turnedAway(let connection): "\(connection)"
    case .keysChanged(let count, let added, let removed, let problem):
      "keys: \(count), \(added) added, \(removed) removed"
        + (problem.map { ", \($0.quoted)" } ?? "")
    case .badFrame(let mistake, let reason, let count):
      "bad frame \(count), \(mistake.rawValue): \(reason.quoted)"
    case .strayMessage(let reason, let count): "stray message \(count), \(reason.rawValue)"
    case .repeated(let event, let count): "repeated: \(count) more, \(event.rawValue)"
    case .discarded(let badFrames, let strayMessages):
      "discarded: \(badFrames) bad frames, \(strayMessages) stray messages"
    case .duplicatePush(let session, let step, let node):
      "duplicate push of \(session): \(node) of step \(step)"
    case .clockCompared(let session, let name, let offset, let roundTrip):
      "clock of \(session), \(name.quoted): \(offset) ns ahead, round trip "
        + "\(roundTrip.inSeconds) s"
    case .speculated(let session, let name, let units, let elapsed):
      "late after \(elapsed.inSeconds) s: \(session), \(name.quoted), \(units) units for others"
    case .stepSkipped(let step, let name, let count):
      "skipped, \(count) so far: step \(step), not finite"
        + (name.map { " from \($0.quoted)" } ?? "")
    case .evaluationSkipped(let version): "skipped: the evaluation of θ\(version), not finite"
    case .waiting(let what, _): "waiting for \(what)"
    case .started(let version, let totalSteps, let stepsPerEpoch, let workers):
      "started: at θ\(version) of \(totalSteps), \(stepsPerEpoch) steps an epoch, "
        + "\(workers) workers"
    case .stepCompleted(let summary): "\(summary)"
    case .evaluated(let summary): "\(summary)"
    case .checkpointWritten(let version): "checkpoint \(version) written"
    case .checkpointFailed(let version, let reason, let count):
      "checkpoint \(version) failed, failure \(count): \(reason.quoted)"
    case .summary(let summary): "\(summary)"
    case .ended(let outcome): "ended, \(outcome)"
    }
  }
}

extension StepSummary: CustomStringConvertible {
  /// One line, as in `RunEvent`.
  public var description: String {
    "θ\(version): epoch \(epoch), "
      + (staleness == 0 && step + 1 == version ? "" : "step \(step), staleness \(staleness), ")
      + "loss \(loss), \(samples) samples, \(workers) workers, \(update), "
      + "\(duration.inSeconds) s" + (split.map { ": \($0)" } ?? "")
  }
}

extension TimeSplit: CustomStringConvertible {
  /// Such as `pull 0.1, compute 0.2, push 0.1, wait 0.0, update 0.1`, in seconds.
  public var description: String {
    "pull \(pull.inSeconds), compute \(compute.inSeconds), push \(push.inSeconds), "
      + "wait \(wait.inSeconds), update \(update.inSeconds)"
  }
}

extension RunSummary: CustomStringConvertible {
  /// What is not 0, such as `8 units used, 2 given out again, 1 wasted`.
  public var description: String {
    var parts = ["\(usedUnits) units used"]
    if speculatedUnits > 0 { parts.append("\(speculatedUnits) given out again") }
    if wastedUnits > 0 { parts.append("\(wastedUnits) wasted") }
    if droppedMicroBatches > 0 { parts.append("\(droppedMicroBatches) micro-batches left out") }
    if skippedSteps > 0 { parts.append("\(skippedSteps) steps skipped") }
    if let staleness, let mean = staleness.mean {
      parts.append("staleness \(mean) on average, at most \(staleness.most)")
    }
    return parts.joined(separator: ", ")
  }
}

extension EvaluationSummary: CustomStringConvertible {
  /// Such as `evaluated θ20: epoch 1, loss 0.5, accuracy 0.9, 300 samples, 0.1 s`.
  public var description: String {
    "evaluated θ\(version): epoch \(epoch), loss \(loss)"
      + (accuracy.map { ", accuracy \($0)" } ?? "") + ", \(samples) samples, "
      + "\(duration.inSeconds) s"
  }
}
