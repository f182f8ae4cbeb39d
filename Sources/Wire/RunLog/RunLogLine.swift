import Coordination

/// One line of a run's `log.jsonl`: a JSON object with `time` (seconds since 1970), `event`, and
/// what the event says. Quantities have their unit in their name.
public enum RunLogLine {
  /// The line for an event, without a line end.
  public static func text(_ event: RunEvent, time: Double) -> String {
    JSON.object([JSON.Member("time", .double(time))] + members(of: event)).description
  }

  /// The line that a server begins its part of the log with.
  public static func opening(
    time: Double, generation: UInt64, version: UInt64, endpoint: String, settings: [String]
  ) -> String {
    JSON.object([
      JSON.Member("time", .double(time)),
      JSON.Member("event", .string("listening")),
      JSON.Member("generation", .integer(Int64(generation))),
      JSON.Member("version", .integer(Int64(version))),
      JSON.Member("endpoint", .string(endpoint)),
      JSON.Member("settings", .array(settings.map { .string($0) })),
    ]).description
  }

  /// The line for the first time that there are more connections than a server takes.
  public static func crowded(time: Double, connectionsMax: Int) -> String {
    JSON.object(
      [JSON.Member("time", .double(time))] + named("crowded") + [
        integer("connections_max", connectionsMax)
      ]
    ).description
  }

  /// The line that a server ends its part of the log with: what it has taken of its machine, and how
  /// many connections were refused or closed since there were too many.
  public static func closing(
    time: Double, cpuSeconds: Double, peakMemoryBytes: Int, crowdedOut: UInt64
  ) -> String {
    JSON.object(
      [JSON.Member("time", .double(time))] + named("resources") + [
        number("cpu_seconds", cpuSeconds), integer("peak_memory_bytes", peakMemoryBytes),
      ] + (crowdedOut > 0 ? [integer("crowded_out", crowdedOut)] : [])
    ).description
  }

  private static func members(of event: RunEvent) -> [JSON.Member] {
    switch event {
    case .workerJoined(let session, let hello, let key):
      named("worker_joined") + [
        integer("session", session.rawValue), text("worker", hello.name),
        text("host", hello.host), text("blas_kernel", hello.blasKernel),
      ] + (key.map { [text("key", $0)] } ?? [])
    case .workerLeft(let session, let name, let reason, let reassigned):
      named("worker_left") + [
        integer("session", session.rawValue), text("worker", name), text("reason", reason),
        integer("reassigned_units", reassigned),
      ]
    case .workerRefused(let name, let reason):
      named("worker_refused") + [text("worker", name), text("reason", reason)]
    case .turnedAway(let connection):
      named("turned_away") + [
        text("address", connection.address), text("public_key", connection.publicKey),
      ]
    case .keysChanged(let count, let added, let removed, let problem):
      named("keys_changed") + [
        integer("keys", count), texts("added", added), texts("removed", removed),
      ] + (problem.map { [text("problem", $0)] } ?? [])
    case .badFrame(let mistake, let reason, let count):
      named("bad_frame") + [
        text("mistake", mistake.rawValue), text("reason", reason), integer("count", count),
      ]
    case .strayMessage(let reason, let count):
      named("stray_message") + [text("reason", reason.description), integer("count", count)]
    case .repeated(let event, let count):
      named("repeated") + [text("what", event.rawValue), integer("count", count)]
    case .discarded(let badFrames, let strayMessages):
      named("discarded") + [
        integer("bad_frames", badFrames), integer("stray_messages", strayMessages),
      ]
    case .duplicatePush(let session, let step, let node):
      named("duplicate_push") + [
        integer("session", session.rawValue), integer("step", step + 1),
        text("node", node.description),
      ]
    case .clockCompared(let session, let name, let offset, let roundTrip):
      named("clock") + [
        integer("session", session.rawValue), text("worker", name),
        number("offset_seconds", Double(offset) / 1e9),
        number("round_trip_seconds", roundTrip.inSeconds),
      ]
    case .speculated(let session, let name, let units, let elapsed):
      named("speculated") + [
        integer("session", session.rawValue), text("worker", name), integer("units", units),
        number("seconds", elapsed.inSeconds),
      ]
    case .stepSkipped(let step, let name, let count):
      named("step_skipped") + [
        integer("step", step + 1), text("worker", name ?? ""), integer("count", count),
      ]
    case .evaluationSkipped(let version):
      named("evaluation_skipped") + [integer("step", version)]
    case .waiting(let what, let elapsed):
      named("waiting") + [text("for", what.description), number("seconds", elapsed.inSeconds)]
    case .started(let version, let totalSteps, let stepsPerEpoch, let workers):
      named("started") + [
        integer("step", version), integer("total_steps", totalSteps),
        integer("steps_per_epoch", stepsPerEpoch), integer("workers", workers),
      ]
    case .stepCompleted(let step):
      members(of: step)
    case .evaluated(let evaluation):
      members(of: evaluation)
    case .checkpointWritten(let version):
      named("checkpoint") + [integer("step", version)]
    case .checkpointFailed(let version, let reason, let count):
      named("checkpoint_failed") + [
        integer("step", version), text("reason", reason), integer("count", count),
      ]
    case .summary(let summary):
      members(of: summary)
    case .ended(let outcome):
      named("ended") + [text("outcome", word(for: outcome)), text("reason", outcome.reason)]
    }
  }

  private static func members(of step: StepSummary) -> [JSON.Member] {
    let seconds = step.duration.inSeconds
    var members =
      named("step") + [
        integer("step", step.version), integer("epoch", step.epoch),
        number("loss", step.loss), JSON.Member("learning_rate", .float(step.update.learningRate)),
      ]
    if let norm = step.update.gradientNorm {
      members.append(JSON.Member("gradient_norm", .float(norm)))
    }
    if step.step + 1 != step.version || step.staleness > 0 {
      members += [integer("samples_of_step", step.step + 1), integer("staleness", step.staleness)]
    }
    members += [
      integer("samples", step.samples), number("seconds", seconds),
      number("samples_per_second", seconds > 0 ? Double(step.samples) / seconds : 0),
      integer("workers", step.workers),
      integer("sent_bytes", step.update.traffic.sentBytes),
      integer("received_bytes", step.update.traffic.receivedBytes),
    ]
    if let split = step.split {
      members += [
        number("pull_seconds", split.pull.inSeconds),
        number("compute_seconds", split.compute.inSeconds),
        number("push_seconds", split.push.inSeconds),
        number("wait_seconds", split.wait.inSeconds),
        number("update_seconds", split.update.inSeconds),
      ]
    }
    return members
  }

  private static func members(of summary: RunSummary) -> [JSON.Member] {
    var members =
      named("summary") + [
        integer("used_units", summary.usedUnits),
        integer("speculated_units", summary.speculatedUnits),
        integer("wasted_units", summary.wastedUnits),
        integer("dropped_micro_batches", summary.droppedMicroBatches),
        integer("skipped_steps", summary.skippedSteps),
      ]
    if let staleness = summary.staleness {
      members += [
        number("staleness_mean", staleness.mean ?? 0), integer("staleness_max", staleness.most),
        JSON.Member("staleness_histogram", .array(staleness.filled.map { .integer(Int64($0)) })),
      ]
    }
    return members
  }

  private static func members(of evaluation: EvaluationSummary) -> [JSON.Member] {
    var members =
      named("evaluation") + [
        integer("step", evaluation.version), integer("epoch", evaluation.epoch),
        number("loss", evaluation.loss),
      ]
    if let accuracy = evaluation.accuracy { members.append(number("accuracy", accuracy)) }
    return members + [
      integer("samples", evaluation.samples), number("seconds", evaluation.duration.inSeconds),
    ]
  }

  private static func word(for outcome: RunOutcome) -> String {
    switch outcome {
    case .completed: "completed"
    case .interrupted: "interrupted"
    case .failed: "failed"
    }
  }

  private static func named(_ name: String) -> [JSON.Member] { [text("event", name)] }

  private static func text(_ key: String, _ value: String) -> JSON.Member {
    JSON.Member(key, .string(value))
  }

  private static func texts(_ key: String, _ values: [String]) -> JSON.Member {
    JSON.Member(key, .array(values.map { .string($0) }))
  }

  private static func integer(_ key: String, _ value: some BinaryInteger) -> JSON.Member {
    JSON.Member(key, .integer(Int64(clamping: value)))
  }

  private static func number(_ key: String, _ value: Double) -> JSON.Member {
    JSON.Member(key, .double(value))
  }
}
