import Coordination
import RunLog
import Text

extension RunReport {
  /// As one JSON object: all that the document says, unrounded.
  public static func json(_ run: ReportedRun) -> JSON {
    let record = run.record
    return .object([
      .init("run", .string(run.name)),
      .init("state", .string(run.state.word)),
      .init("state_reason", .string(run.state.sentence)),
      .init("job", run.job ?? .null),
      .init("first_time", optional(record.start)),
      .init("last_time", optional(record.end)),
      .init("total_steps", count(record.totalSteps)),
      .init("steps_per_epoch", count(record.stepsPerEpoch)),
      .init("last_step", count(record.lastStep?.version)),
      .init("logged_steps", count(record.loggedSteps)),
      .init("logged_samples", .double(record.loggedSamples)),
      .init("logged_seconds", .double(record.loggedSeconds)),
      .init(
        "samples_per_second",
        record.loggedSeconds > 0 ? .double(record.loggedSamples / record.loggedSeconds) : .null),
      .init("evaluation_seconds", .double(record.evaluationSeconds)),
      .init("wait_seconds", .double(record.waitSeconds)),
      .init("time_account", account(record)),
      .init("clock_set_back_seconds", .double(record.timeline.setBackSeconds)),
      .init("split", split(record)),
      .init("sent_bytes_per_step", bytes(record.sentBytes, record)),
      .init("received_bytes_per_step", bytes(record.receivedBytes, record)),
      .init("server_cpu_seconds", optional(record.cpuSeconds)),
      .init("server_peak_memory_bytes", optional(record.peakMemory)),
      .init("weights_step", count(run.weights?.version)),
      .init("weights_sha256", run.weights.map { .string($0.digest) } ?? .null),
      .init("checkpoints", count(record.checkpointCount)),
      .init("last_checkpoint_step", count(record.lastCheckpoint?.step)),
      .init("steps_computed_again", count(record.stepsAgain)),
      .init(
        "staleness_histogram",
        record.staleness.map { .array($0.map { count($0) }) } ?? .null),
      .init("used_units", count(record.counts.usedUnits)),
      .init("speculated_units", count(record.counts.speculatedUnits)),
      .init("wasted_units", count(record.counts.wastedUnits)),
      .init("dropped_micro_batches", count(record.counts.droppedMicroBatches)),
      .init("skipped_steps", count(record.counts.skippedSteps)),
      .init("bad_frames", count(record.discardedFrames)),
      .init("stray_messages", count(record.strayMessages)),
      .init("unreadable_log_lines", count(run.reading.unreadable?.count ?? 0)),
      .init("is_log_cut", .bool(run.reading.isCut)),
      .init("servers", .array(record.generations.map(json))),
      .init("session_count", count(record.sessionCount)),
      .init("sessions", .array(record.sessions.map(json))),
      .init("evaluations", .array(record.evaluations.map(json))),
      .init("notes", .array(record.notes.map(json))),
      .init("loss_by_step", json(record.loss)),
      .init("loss_by_time", json(record.lossByTime)),
      .init("seconds_per_sample_by_time", json(record.paceByTime)),
    ])
  }

  private static func optional(_ value: Double?) -> JSON { value.map { .double($0) } ?? .null }

  private static func count(_ value: UInt64?) -> JSON {
    value.map { .integer(Int64(clamping: $0)) } ?? .null
  }

  private static func bytes(_ sum: Double, _ record: RunRecord) -> JSON {
    record.bytesSteps > 0 ? .double(sum / Double(record.bytesSteps)) : .null
  }

  private static func split(_ record: RunRecord) -> JSON {
    guard record.splitSteps > 0 else { return .null }
    let mean = record.splitSum / record.splitSteps
    return .object(TimeSplit.Part.allCases.map { .init($0.key, .double(mean[$0].inSeconds)) })
  }

  /// What each second of the log was spent on; together all of it.
  private static func account(_ record: RunRecord) -> JSON {
    let account = record.account.closed
    return .object(
      TimeAccount.Kind.allCases.map { .init($0.key, .double(account[$0])) }
        + [.init("log_seconds", .double(account.total))])
  }

  private static func json(_ server: RunRecord.Generation) -> JSON {
    .object([
      .init("server", count(server.number)), .init("version", count(server.version)),
      .init("first_time", .double(server.start)), .init("last_time", .double(server.last)),
      .init("last_step", count(server.lastStep)),
      .init("outcome", server.outcome.map { .string($0.word) } ?? .null),
      .init("reason", server.outcome.map { .string($0.reason) } ?? .null),
    ])
  }

  private static func json(_ session: RunRecord.Session) -> JSON {
    .object([
      .init("server", count(session.generation)),
      .init("session", count(UInt64(session.id.rawValue))),
      .init("worker", .string(session.worker)), .init("host", .string(session.host)),
      .init("blas_kernel", .string(session.kernel)),
      .init("key", session.key.map { .string($0) } ?? .null),
      .init("joined_time", .double(session.joined)), .init("left_time", optional(session.left)),
      .init("reason", session.reason.map { .string($0) } ?? .null),
      .init("is_lost", .bool(session.isLost)),
      .init("times_late", count(session.timesLate)),
      .init("clock_offset_seconds", optional(session.clockOffset)),
      .init("round_trip_seconds", optional(session.roundTrip)),
    ])
  }

  private static func json(_ evaluation: RunRecord.Evaluation) -> JSON {
    .object([
      .init("time", .double(evaluation.time)), .init("step", count(evaluation.step)),
      .init("epoch", count(evaluation.epoch)), .init("loss", .double(evaluation.loss)),
      .init("accuracy", optional(evaluation.accuracy)),
      .init("seconds", .double(evaluation.seconds)),
    ])
  }

  private static func json(_ note: RunRecord.Note) -> JSON {
    .object([
      .init("time", .double(note.time)), .init("kind", .string(note.kind.rawValue)),
      .init("text", .string(note.text)), .init("seconds", optional(note.duration)),
    ])
  }

  private static func json(_ series: DecimatedSeries) -> JSON {
    .array(
      series.buckets.map { bucket in
        .object([
          .init("from", .double(bucket.start)), .init("to", .double(bucket.end)),
          .init("points", count(bucket.count)), .init("mean", .double(bucket.mean)),
          .init("least", .double(bucket.least)), .init("greatest", .double(bucket.greatest)),
        ])
      })
  }
}
