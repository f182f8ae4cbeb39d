import Coordination
import RunLog
import Text

extension ScaleReport {
  /// As one JSON object: every run's figures, and what the report makes of them, unrounded.
  public static func json(_ results: ScaleResults) -> JSON {
    .object(
      [
        .init("job", results.job), .init("start_time", .double(results.start)),
        .init("seconds", .double(results.seconds)),
        .init("workers", .array(results.plan.workers.map { .integer(Int64($0)) })),
        .init("scaling", .array(results.plan.kinds.map { .string($0.rawValue) })),
        .init("repeats", .integer(Int64(results.plan.repeats))),
        .init("warm_up_steps", .integer(Int64(clamping: results.warmUp))),
        .init("measured_steps", .integer(Int64(clamping: results.steps))),
        .init("home", json(results.budget.home)),
        .init("hosts", .array(results.budget.hosts.map(json))),
        .init("points", .array(results.runs.map { json($0, results) })),
      ] + analysis(results))
  }

  private static func analysis(_ results: ScaleResults) -> [JSON.Member] {
    guard let analysis = ScalingAnalysis(results) else { return [] }
    var members: [JSON.Member] = [
      .init("baseline", .string(analysis.baseline.point.name)),
      .init("baseline_samples_per_second", .double(analysis.baseline.throughput)),
      .init(
        "is_theta_the_same",
        results.isReproducible ? .bool(ScaleWeights.digests(results).count == 1) : .null),
    ]
    for kind in results.plan.kinds {
      members.append(
        .init(
          kind.rawValue,
          .object([
            .init("points", .array(analysis.points(kind).map { json($0, analysis) })),
            .init("fit", analysis.fit(kind).map(json) ?? .null),
          ])))
    }
    return members
  }

  private static func json(_ host: CoreBudget.Host) -> JSON {
    .object([
      .init("name", .string(host.name)), .init("boot_id", .string(host.bootID)),
      .init("cores", .integer(Int64(host.cores))), .init("slots", .integer(Int64(host.slots))),
    ])
  }

  private static func json(_ runs: ScaleResults.Runs, _ results: ScaleResults) -> JSON {
    .object([
      .init("point", .string(runs.point.name)),
      .init("workers", .integer(Int64(runs.point.workers))),
      .init("batch", .integer(Int64(runs.point.batch))),
      .init("micro_batches", .integer(Int64(runs.point.microBatches))),
      .init("is_oversubscribed", .bool(results.budget.isOversubscribed(runs.point))),
      .init(
        "machines",
        .array(
          results.budget.loads(runs.point).map { load in
            .object([
              .init("hosts", .array(load.hosts.map { .string($0) })),
              .init("cores", .integer(Int64(load.cores))),
              .init("processes", .integer(Int64(load.processes))),
            ])
          })),
      .init("runs", .array(runs.measurements.map(json))),
    ])
  }

  private static func json(_ run: RunMeasurement) -> JSON {
    .object(
      [
        .init("steps", .integer(Int64(clamping: run.steps))),
        .init("samples", .double(run.samples)), .init("seconds", .double(run.seconds)),
        .init("samples_per_second", .double(run.throughput)),
      ]
        + TimeSplit.Part.allCases.map { part in
          JSON.Member(part.key, optional(run.split?[part].inSeconds))
        } + [
          .init("between_seconds", optional(run.between)),
          .init("sent_bytes", optional(run.sentBytes)),
          .init("received_bytes", optional(run.receivedBytes)),
          .init("server_cpu_seconds", optional(run.serverCPU)),
          .init("server_peak_memory_bytes", optional(run.serverMemory)),
          .init("seconds_to_target", optional(run.secondsToTarget)),
          .init(
            "steps_to_target", run.stepsToTarget.map { .integer(Int64(clamping: $0)) } ?? .null),
          .init("theta_sha256", run.digest.map { .string($0) } ?? .null),
          .init("disturbances", .integer(Int64(clamping: run.disturbances))),
        ])
  }

  private static func json(
    _ point: ScalingAnalysis.Comparison, _ analysis: ScalingAnalysis
  ) -> JSON {
    let growth = StepGrowth(point.summary, baseline: analysis.baseline)
    return .object([
      .init("workers", .integer(Int64(point.workers))),
      .init("point", .string(point.summary.point.name)),
      .init("samples_per_second_median", .double(point.summary.throughput)),
      .init("samples_per_second_interval", interval(point.summary.throughputInterval)),
      .init("speed_up", .double(point.speedUp)),
      .init("speed_up_interval", interval(point.speedUpInterval)),
      .init("efficiency", .double(point.efficiency)),
      .init("is_oversubscribed", .bool(point.summary.isOversubscribed)),
      .init("step_seconds", .double(growth.measured)),
      .init("ideal_step_seconds", .double(growth.ideal)),
      .init(
        "growth_seconds",
        growth.growths.map { growths in
          .object(growths.map { .init($0.part.key, .double($0.seconds)) })
        } ?? .null),
    ])
  }

  private static func json(_ fitted: ScalingAnalysis.Fit) -> JSON {
    .object([
      .init("law", .string(fitted.fit.law.rawValue)),
      .init("serial_share", .double(fitted.fit.serialShare)),
      .init("serial_share_interval", interval(fitted.interval)),
      .init("serial_share_standard_error", .double(fitted.fit.standardError)),
      .init("root_mean_square_residual", .double(fitted.fit.rootMeanSquare)),
      .init(
        "residuals",
        .array(
          fitted.fit.points.map { point in
            .object([
              .init("workers", .integer(Int64(point.workers))),
              .init("speed_up", .double(point.speedUp)),
              .init("residual", .double(fitted.fit.residual(point))),
            ])
          })),
    ])
  }

  private static func interval(_ interval: ConfidenceInterval?) -> JSON {
    interval.map { .array([.double($0.lower), .double($0.upper)]) } ?? .null
  }

  private static func optional(_ value: Double?) -> JSON { value.map { .double($0) } ?? .null }
}

extension StepGrowth.Part {
  fileprivate var key: String {
    switch self {
    case .part(let part): part.rawValue
    case .between: "between"
    }
  }
}
