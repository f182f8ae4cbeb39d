import Coordination
import Rendering
import Text

// Each event's members, as they are written and as they are read: what stands in one of the two switches
// stands in the other.
extension RunEvent {
  var members: [JSON.Member] {
    switch self {
    case .workerJoined(let session, let hello, let key):
      [
        .count("session", session.rawValue), .text("worker", hello.name), .text("host", hello.host),
        .text("blas_kernel", hello.blasKernel),
      ] + (key.map { [.text("key", $0)] } ?? [])
    case .workerLeft(let session, let name, let reason, let reassigned):
      [.count("session", session.rawValue), .text("worker", name)] + reason.members + [
        .count("reassigned_units", reassigned)
      ]
    case .workerRefused(let name, let reason):
      [.text("worker", name)] + reason.members
    case .turnedAway(let connection):
      [.text("address", connection.address), .text("public_key", connection.publicKey)]
    case .keysChanged(let count, let added, let removed, let problem):
      [.count("keys", count), .texts("added", added), .texts("removed", removed)]
        + (problem.map { [.text("problem", $0)] } ?? [])
    case .badFrame(let mistake, let reason, let count):
      [.text("mistake", mistake.rawValue), .text("reason", reason), .count("count", count)]
    case .strayMessage(let reason, let count):
      [
        .text("reason_code", reason.code), .text("reason", reason.description),
        .count("count", count),
      ]
    case .repeated(let event, let count):
      [.text("what", event.rawValue), .count("count", count)]
    case .discarded(let badFrames, let strayMessages):
      [.count("bad_frames", badFrames), .count("stray_messages", strayMessages)]
    case .duplicatePush(let session, let step, let node):
      [
        .count("session", session.rawValue), .count("step", step + 1),
        .text("node", node.description),
      ]
    case .clockCompared(let session, let name, let offset, let roundTrip):
      [
        .count("session", session.rawValue), .text("worker", name),
        .number("offset_seconds", Double(offset) / 1e9), .seconds("round_trip_seconds", roundTrip),
      ]
    case .speculated(let session, let name, let units, let elapsed):
      [
        .count("session", session.rawValue), .text("worker", name), .count("units", units),
        .seconds("seconds", elapsed),
      ]
    case .stepSkipped(let step, let name, let count):
      [.count("step", step + 1), .text("worker", name ?? ""), .count("count", count)]
    case .evaluationSkipped(let version), .checkpointWritten(let version):
      [.count("version", version)]
    case .waiting(let what, let elapsed):
      [.text("for", what.description), .seconds("seconds", elapsed)] + what.members
    case .started(let version, let totalSteps, let stepsPerEpoch, let workers):
      [
        .count("version", version), .count("total_steps", totalSteps),
        .count("steps_per_epoch", stepsPerEpoch), .count("workers", workers),
      ]
    case .stepCompleted(let step): step.members
    case .evaluated(let evaluation): evaluation.members
    case .checkpointFailed(let version, let reason, let count):
      [.count("version", version), .text("reason", reason), .count("count", count)]
    case .summary(let summary): summary.members
    case .ended(let outcome): outcome.members
    }
  }

  /// Nil where the line lacks what the event can't be without, or is not the coordinator's.
  init?(_ kind: RunLogEntry.Kind, _ line: LogMembers) {
    let event: RunEvent? =
      switch kind {
      case .workerJoined: Self.workerJoined(line)
      case .workerLeft:
        line.session("session").map {
          .workerLeft(
            session: $0, name: line.text("worker") ?? "", reason: DepartureReason(line),
            reassigned: line.int("reassigned_units") ?? 0)
        }
      case .workerRefused:
        .workerRefused(name: line.text("worker") ?? "", reason: RefusalReason(line))
      case .turnedAway: Self.turnedAway(line)
      case .keysChanged:
        line.int("keys").map {
          .keysChanged(
            count: $0, added: line.texts("added") ?? [], removed: line.texts("removed") ?? [],
            problem: line.text("problem"))
        }
      case .badFrame:
        line.text("mistake").flatMap { FrameMistake(rawValue: $0) }.map {
          .badFrame($0, reason: line.text("reason") ?? "", count: line.count("count") ?? 0)
        }
      case .strayMessage:
        StrayReason(line).map {
          .strayMessage($0, count: line.count("count") ?? 0)
        }
      case .repeated:
        line.text("what").flatMap { RepeatedEvent(rawValue: $0) }.map {
          .repeated($0, count: line.count("count") ?? 0)
        }
      case .discarded:
        .discarded(
          badFrames: line.count("bad_frames") ?? 0,
          strayMessages: line.count("stray_messages") ?? 0)
      case .duplicatePush: Self.duplicatePush(line)
      case .clock: Self.clockCompared(line)
      case .speculated:
        line.session("session").map {
          .speculated(
            session: $0, name: line.text("worker") ?? "", units: line.int("units") ?? 0,
            after: line.interval("seconds") ?? .none)
        }
      case .stepSkipped:
        line.step.map {
          .stepSkipped(
            step: $0, name: line.text("worker").flatMap { $0.isEmpty ? nil : $0 },
            count: line.count("count") ?? 0)
        }
      case .evaluationSkipped: line.version.map { .evaluationSkipped(version: $0) }
      case .waiting:
        Wait(line).map { .waiting(for: $0, after: line.interval("seconds") ?? .none) }
      case .started: Self.started(line)
      case .step: StepSummary(line).map { .stepCompleted($0) }
      case .evaluation: EvaluationSummary(line).map { .evaluated($0) }
      case .checkpoint: line.version.map { .checkpointWritten(version: $0) }
      case .checkpointFailed:
        line.version.map {
          .checkpointFailed(
            version: $0, reason: line.text("reason") ?? "", count: line.count("count") ?? 0)
        }
      case .summary: .summary(RunSummary(line))
      case .ended: RunOutcome(line).map { .ended($0) }
      case .listening, .crowded, .resources: nil
      }
    guard let event else { return nil }
    self = event
  }

  private static func workerJoined(_ line: LogMembers) -> RunEvent? {
    line.session("session").map {
      .workerJoined(
        session: $0,
        hello: Hello(
          name: line.text("worker") ?? "", host: line.text("host") ?? "",
          blasKernel: line.text("blas_kernel") ?? ""),
        key: line.text("key"))
    }
  }

  private static func turnedAway(_ line: LogMembers) -> RunEvent? {
    guard let address = line.text("address"), let key = line.text("public_key") else { return nil }
    return .turnedAway(TurnedAway(address: address, publicKey: key))
  }

  private static func duplicatePush(_ line: LogMembers) -> RunEvent? {
    guard let session = line.session("session"), let step = line.step,
      let node = line.node("node")
    else { return nil }
    return .duplicatePush(session: session, step: step, node: node)
  }

  private static func clockCompared(_ line: LogMembers) -> RunEvent? {
    guard let session = line.session("session"),
      let offset = line.signedNanoseconds("offset_seconds"),
      let roundTrip = line.interval("round_trip_seconds")
    else { return nil }
    return .clockCompared(
      session: session, name: line.text("worker") ?? "", offset: offset, roundTrip: roundTrip)
  }

  private static func started(_ line: LogMembers) -> RunEvent? {
    guard let version = line.version, let total = line.count("total_steps"),
      let perEpoch = line.count("steps_per_epoch")
    else { return nil }
    return .started(
      version: version, totalSteps: total, stepsPerEpoch: perEpoch,
      workers: line.int("workers") ?? 0)
  }
}

extension LogMembers {
  /// A step, which a log counts from 1.
  fileprivate var step: UInt64? { count("step").flatMap { $0 > 0 ? $0 - 1 : nil } }
}

extension StrayReason {
  fileprivate var code: String {
    switch self {
    case .otherJob: "other_job"
    case .otherGeneration: "other_generation"
    case .unknownSession: "unknown_session"
    case .otherKey: "other_key"
    }
  }

  fileprivate init?(_ line: LogMembers) {
    guard let code = line.text("reason_code"),
      let reason = Self.allCases.first(where: { $0.code == code })
    else { return nil }
    self = reason
  }
}

extension Wait {
  /// Beside the sentence, what it says.
  fileprivate var members: [JSON.Member] {
    switch self {
    case .workers(let ready, let needed):
      [.text("wait", "workers"), .count("ready", ready), .count("needed", needed)]
    case .workersAtLeast(let ready, let needed):
      [.text("wait", "workers_at_least"), .count("ready", ready), .count("needed", needed)]
    case .anyWorker: [.text("wait", "any_worker")]
    case .answer: [.text("wait", "answer")]
    case .units(let count, let work, let names):
      [.text("wait", "units"), .count("units", count)] + work.members + [
        .texts("workers", names.names), .count("more_workers", names.more),
      ]
    }
  }

  fileprivate init?(_ line: LogMembers) {
    switch line.text("wait") {
    case "workers":
      guard let ready = line.int("ready"), let needed = line.int("needed") else { return nil }
      self = .workers(ready: ready, needed: needed)
    case "workers_at_least":
      guard let ready = line.int("ready"), let needed = line.int("needed") else { return nil }
      self = .workersAtLeast(ready: ready, needed: needed)
    case "any_worker": self = .anyWorker
    case "answer": self = .answer
    case "units":
      guard let count = line.int("units"), let work = Work(line) else { return nil }
      self = .units(
        count: count, of: work,
        from: Names(line.texts("workers") ?? [], more: line.int("more_workers") ?? 0))
    default: return nil
    }
  }
}

extension Wait.Work {
  fileprivate var members: [JSON.Member] {
    switch self {
    case .step(let step): [.text("work", "step"), .count("step", step)]
    case .steps(let version): [.text("work", "steps"), .count("version", version)]
    case .evaluation(let version): [.text("work", "evaluation"), .count("version", version)]
    }
  }

  fileprivate init?(_ line: LogMembers) {
    switch line.text("work") {
    case "step":
      guard let step = line.count("step") else { return nil }
      self = .step(step)
    case "steps":
      guard let version = line.count("version") else { return nil }
      self = .steps(after: version)
    case "evaluation":
      guard let version = line.count("version") else { return nil }
      self = .evaluation(ofStep: version)
    default: return nil
    }
  }
}
