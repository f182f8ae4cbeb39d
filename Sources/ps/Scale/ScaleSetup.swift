import CommandLineParsing
import Jobs
import Platform
import Reports

/// What is run to see how a job scales: checked before anything is started.
struct ScaleSetup {
  /// The job of one worker.
  let job: Job
  let data: JobData
  /// The first θ, where the job names a file for it.
  let initial: InitialParameters?
  let plan: ScalePlan
  let hosts: ScaleHosts
  /// The arguments of every launch.
  let launchArguments: [String]
  let hasTarget: Bool

  init(_ options: ScaleOptions, _ arguments: ParsedArguments) throws {
    let file = try arguments.text("job").map { path in
      ResolvedJob.File(
        path: path, text: try Files.text(of: path))
    }
    var resolved = try ResolvedJob(arguments: arguments, file: file)
    // What is wrong with the launch's options is said before anything is started.
    let hasHosts = arguments.value("hosts") != nil || arguments.value("hostfile") != nil
    _ = try ServeOptions(arguments, mayBeReached: hasHosts)
    _ = try KeyChoice(arguments)
    plan = ScalePlan(
      workers: options.workers, kinds: options.kinds, repeats: options.repeats,
      batch: resolved.job.batch, microBatches: resolved.job.microBatches)
    try Self.check(plan, resolved.job)
    guard !Files.exists(options.folder + "/runs") else {
      throw UsageError(
        "'\(options.folder)' holds runs of an earlier measurement: choose another --out")
    }
    hosts = try ScaleHosts(arguments)
    let most = plan.workers.last ?? 1
    if let slots = hosts.budget.slots, most > slots {
      throw UsageError(
        "--workers asks for \(most), but the hosts have places for \(slots) workers")
    }
    hasTarget = resolved.job.targetAccuracy != nil || resolved.job.targetLoss != nil
    data = try JobData(
      resolved.job, folder: arguments.text("data-dir"), reading: Files.contents(of:),
      memory: { ThisProcess.availableMemory })
    resolved = try resolved.resolvingModel(
      features: data.network.inputCount, outputs: data.network.outputCount)
    job = resolved.job
    initial =
      if case .file(let path) = job.initialWeights {
        try InitialParameters(path: path, for: data.network)
      } else {
        nil
      }
    var passed = ScaleOptions.passed(arguments) + ["--quiet", "--log-every=1"]
    if resolved.origin(of: "checkpoint-every") == .builtIn {
      passed.append("--checkpoint-every=\(JobLimits.steps.upperBound)")
    }
    if !hasTarget, resolved.origin(of: "validation") == .builtIn {
      passed.append("--validation=none")
    }
    launchArguments = passed + ["--steps=\(options.warmUp + options.steps)"]
  }

  private static func check(
    _ plan: ScalePlan, _ job: Job
  ) throws(UsageError) {
    for point in plan.points {
      guard JobLimits.batch.contains(point.batch),
        JobLimits.microBatches.contains(point.microBatches)
      else {
        throw UsageError(
          "weak scaling to \(point.workers) workers would need a batch of \(point.batch) samples in "
            + "\(point.microBatches) micro-batches, and at most \(JobLimits.batch.upperBound) in "
            + "\(JobLimits.microBatches.upperBound) can be")
      }
      guard point.microBatches >= point.workers || job.mode != .sync else {
        throw UsageError(
          "\(point.microBatches) micro-batches are not work for \(point.workers) workers: give "
            + "--micro-batches")
      }
    }
  }
}
