import Coordination
import Rendering
import Text

/// What a run has come to, in words: a line that can be shown at any time, and lines for what should
/// not be missed. It does not print.
public struct Progress {
  /// A wait that is going on.
  struct WaitUnderWay {
    let what: Wait
    let since: Instant
  }

  /// How many workers the run is to have.
  let workersExpected: Int
  /// The steps of the whole run; 0 before training begins.
  public private(set) var totalSteps: UInt64 = 0
  private(set) var stepsPerEpoch: UInt64 = 1
  private(set) var epoch: UInt64 = 0
  /// θ's version.
  public private(set) var version: UInt64 = 0
  private var sessions: Set<SessionID> = []
  private(set) var pace = RecentPace()
  /// What is going on that nothing moves without.
  private(set) var wait: WaitUnderWay?
  /// When a step or an evaluation was last done, or training began.
  private(set) var lastMove = Instant(nanoseconds: 0)
  /// Whether a worker has left since then: the time till the next tells nothing of the pace.
  private var isDisturbed = false
  private var samples = 0
  private var seconds = 0.0
  /// The training loss of the present pass.
  private(set) var passLoss = PassLoss()
  private var notices = RepeatedNotices()
  private var timesLate: UInt64 = 0
  /// The last evaluation.
  public private(set) var evaluation: EvaluationSummary?
  /// The last checkpoint that is durable.
  public private(set) var checkpoint: UInt64?
  /// How many checkpoints could not be written.
  public private(set) var failedCheckpoints: UInt64 = 0

  /// A run of which nothing is known.
  ///
  /// - Parameter workersExpected: fewer workers are shown as so many of these.
  public init(workersExpected: Int = 1, version: UInt64 = 0) {
    self.workersExpected = workersExpected
    self.version = version
  }

  /// Samples per second of training so far: evaluations and waits before the start not counted.
  public var samplesPerSecond: Double { seconds > 0 ? Double(samples) / seconds : 0 }

  /// Seconds spent in steps so far.
  public var trainingSeconds: Double { seconds }

  /// What nothing moves without, if something is waited for.
  public var presentWait: Wait? { wait?.what }

  /// How many workers are ready.
  var workers: Int { sessions.count }

  /// Takes an event.
  ///
  /// - Returns: a line for it, if it is worth one: of what keeps happening only some are.
  public mutating func observe(_ event: RunEvent, at now: Instant) -> String? {
    switch event {
    case .workerJoined(let session, let hello, let key):
      sessions.insert(session)
      let keyName = key.map { " (key \($0))" } ?? ""
      return "worker \(hello.name)\(keyName) joined from \(hello.host) "
        + "(session \(session.rawValue))"
    case .workerLeft(let session, let name, let reason, let reassigned):
      sessions.remove(session)
      isDisturbed = true
      let consequence =
        reassigned > 0
        ? "; its \(CountedNoun.text(reassigned, "unit")) of work "
          + (reassigned == 1 ? "goes" : "go") + " to the others" : ""
      return "worker \(name) left: \(reason)\(consequence)"
    case .workerRefused(let name, let reason):
      return notices.take(
        .refusedWorker(reason: reason.description), Self.line(refusing: name, for: reason), at: now
      )
    case .turnedAway(let connection):
      return "turned away a connection from \(connection.address): its key "
        + "\(connection.publicKey) is not authorized"
    case .keysChanged(let count, let added, let removed, let problem):
      return Self.line(for: added, removed, problem, count: count)
    case .badFrame(_, let reason, _):
      return "a bad frame came in: \(reason); others of the kind are only counted"
    case .strayMessage(let reason, _):
      return
        "a message came in that is not for this run: \(reason); others like it are only counted"
    case .repeated(let event, let count):
      return "\(DecimalText.grouped(count)) more \(event), not shown one by one"
    case .discarded(let badFrames, let strayMessages):
      return "bad frames in all: \(badFrames); messages that were not for this run: "
        + "\(strayMessages)"
    case .duplicatePush, .clockCompared:
      return nil
    case .speculated(_, let name, let units, let elapsed):
      timesLate += 1
      let work = CountedNoun.text(units, "unit") + " of work " + (units == 1 ? "is" : "are")
      return notices.take(
        .lateWorker,
        "worker \(name) is late (\(DecimalText.fixed(elapsed.inSeconds, digits: 2)) s): its \(work) "
          + "given to others too", at: now)
    case .stepSkipped(let step, let name, let count):
      let finding = name.map { "worker \($0) found" } ?? "its update would give"
      return notices.take(
        .skippedStep,
        "step \(step + 1) is left out: \(finding) a number that is not finite (the \(count). such "
          + "step)", at: now)
    case .evaluationSkipped(let version):
      return "the validation loss after step \(version) is not finite: it counts as not evaluated"
    case .waiting(let what, let elapsed):
      let since = Instant(
        nanoseconds: now.nanoseconds - min(now.nanoseconds, elapsed.nanoseconds))
      // One wait may lead to another: what counts is how long nothing has moved.
      wait = WaitUnderWay(what: what, since: min(wait?.since ?? since, since))
      return "waiting for \(what)"
    case .started(let version, let totalSteps, let stepsPerEpoch, let workers):
      self.version = version
      self.totalSteps = totalSteps
      self.stepsPerEpoch = stepsPerEpoch
      epoch = version / stepsPerEpoch + 1
      moved(at: now)
      let verb = version == 0 ? "training" : "training goes on at step \(version)"
      return "\(verb): \(CountedNoun.text(totalSteps, "step")), \(stepsPerEpoch) an epoch, "
        + CountedNoun.text(workers, "worker")
    case .stepCompleted(let step):
      take(step, at: now)
      return nil
    case .evaluated(let evaluation):
      self.evaluation = evaluation
      if !isDisturbed { pace.add(evaluation) }
      moved(at: now)
      var line =
        "epoch \(evaluation.epoch), step \(evaluation.version): validation loss "
        + DecimalText.loss(evaluation.loss, digits: 4)
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
      return notices.take(
        .failedCheckpoint,
        "the checkpoint of step \(version) could not be written\(occurrence), those before "
          + "it are untouched: \(reason)", at: now)
    case .summary(let summary):
      return line(for: summary)
    case .ended(let outcome):
      switch outcome {
      case .completed: return "finished: \(outcome.reason)"
      case .interrupted: return "stopped at step \(version): \(outcome.reason)"
      case .failed: return "failed: \(outcome.reason)"
      }
    }
  }

  /// A worker that finds no room asks again; any other that is refused does not.
  private static func line(refusing name: String, for reason: RefusalReason) -> String {
    if case .full = reason { return "worker \(name) has to wait: \(reason)" }
    return "worker \(name) was refused: \(reason)"
  }

  private static func line(
    for added: [String], _ removed: [String], _ problem: String?, count: Int
  ) -> String {
    var parts = problem.map { [$0] } ?? []
    if !added.isEmpty { parts.append("\(added.joined(separator: ", ")) let in from now on") }
    if !removed.isEmpty { parts.append("\(removed.joined(separator: ", ")) no longer") }
    let whole = CountedNoun.text(count, "key") + (count == 1 ? " is" : " are") + " authorized"
    return "the list of workers has changed: " + (parts + [whole]).joined(separator: "; ")
  }

  /// What is out of the ordinary in a run's counts; nil for nothing.
  private func line(for summary: RunSummary) -> String? {
    var parts: [String] = []
    if let staleness = summary.staleness, let mean = staleness.mean {
      parts.append(
        "staleness \(DecimalText.fixed(mean, digits: 2)) on average, at most \(staleness.most) ("
          + staleness.filled.enumerated().map { "\($0): \($1)" }.joined(separator: ", ") + ")")
    }
    if timesLate > 1 { parts.append("workers were late \(timesLate) times") }
    if summary.speculatedUnits > 0 {
      parts.append(
        CountedNoun.text(summary.speculatedUnits, "unit") + " of work given out twice, "
          + CountedNoun.text(summary.wastedUnits, "result") + " too many")
    }
    if summary.droppedMicroBatches > 0 {
      parts.append(
        CountedNoun.text(summary.droppedMicroBatches, "micro-batch", plural: "micro-batches")
          + " left out")
    }
    if summary.skippedSteps > 0 {
      parts.append(
        CountedNoun.text(summary.skippedSteps, "step")
          + " left out for numbers that are not finite")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// Such as `2 checkpoints failed`.
  public var failedCheckpointsText: String {
    CountedNoun.text(failedCheckpoints, "checkpoint") + " failed"
  }

  private mutating func take(_ step: StepSummary, at now: Instant) {
    version = step.version
    epoch = step.epoch
    samples += step.samples
    seconds += step.duration.inSeconds
    passLoss.add(step, stepsPerEpoch: stepsPerEpoch)
    if !isDisturbed { pace.add(step) }
    moved(at: now)
  }

  private mutating func moved(at now: Instant) {
    lastMove = now
    wait = nil
    isDisturbed = false
  }
}
