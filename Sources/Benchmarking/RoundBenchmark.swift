import Coordination
import Learning
import Optimizers
import ParameterServer
import Platform
import Rendering
import Storage
import TrainingWorker

/// A whole step of server and workers in which nothing is computed: what coordination, transport
/// and update cost.
struct RoundBenchmark {
  private let settings: BenchmarkSettings

  init(_ settings: BenchmarkSettings) {
    self.settings = settings
  }

  func measure() throws -> MeasurementTable {
    var table = MeasurementTable(
      "round",
      note: "a whole step of the real server and workers over ZeroMQ, but with workloads that "
        + "compute nothing: pushes, sum, \(settings.optimizer.rawValue), broadcast; each worker a "
        + "thread, over ipc",
      columns: [
        .init("model", "model"), .init("parameters", "parameters"), .init("workers", "workers"),
        .init("seconds_median", "median ms", digits: 3, scale: 1e3),
        .init("seconds_lower_quartile", "¼ below ms", digits: 3, scale: 1e3),
        .init("seconds_upper_quartile", "¼ above ms", digits: 3, scale: 1e3),
        .init("repeats", "steps"),
        .init("steps_per_second", "steps/s", digits: 1),
      ])
    let sample = TimingSample(try stepTimes())
    table.append([
      .text(BenchmarkSettings.name(settings.network)),
      .integer(settings.network.parameterCount), .integer(settings.workers),
      .number(sample.median), .number(sample.lowerQuartile), .number(sample.upperQuartile),
      .integer(sample.count), .number(1 / sample.median),
    ])
    return table
  }

  /// Seconds from one new θ to the next, without the first steps.
  func stepTimes() throws -> [Double] {
    let run = try RoundRun(settings)
    var bodies = [run.serve]
    for worker in run.workers { bodies.append(worker.work) }
    try Participants.run(bodies)
    return try run.stepTimes()
  }
}

/// A server and its workers, ready to run, each on a thread.
private final class RoundRun {
  private typealias Shell = ServerShell<
    ServerLink, NoCheckpoints, MonotonicClock, ThreadPool, StepTimes
  >

  let workers: [RoundWorker]
  private let shell: Shell
  private let times: StepTimes

  init(_ settings: BenchmarkSettings) throws {
    let network = settings.network
    let link = try ServerLink.listening(
      at: BenchmarkEndpoint.local(), inputOutputThreads: 2,
      payloadBytes: network.parameterCount * MemoryLayout<Float>.stride,
      heartbeatTimeout: Limits.heartbeatTimeoutDefault, wakeup: nil)
    let endpoint = link.endpoint
    times = StepTimes(
      repeats: settings.repeats, duration: settings.duration)
    // A push a worker. The run is ended from outside, long before all its steps are done.
    var configuration = CoordinatorConfiguration(
      job: "", batch: settings.workers, microBatches: settings.workers, length: .steps(.max),
      measuresAccuracy: false)
    configuration.workersExpected = settings.workers
    configuration.checkpoints = .steps(.max)
    let job = ServedJob(
      layout: network.layout, update: settings.updateConfiguration,
      schedule: LearningRateSchedule(baseRate: 1e-3, shape: .constant, warmupSteps: 0),
      start: .new { parameters in
        Initializer.kaimingUniform.fill(parameters, layout: network.layout, seed: 1)
      })
    shell = Shell(
      configuration, job: job, link: link, store: NoCheckpoints(), clock: MonotonicClock(),
      executor: ThreadPool(concurrency: settings.processors), observer: times)
    workers = try (0..<settings.workers).map { index in
      try RoundWorker(index, endpoint: endpoint, parameterCount: network.parameterCount)
    }
  }

  /// The server's thread.
  func serve() {
    // One epoch without an end, so that no evaluation and no epoch's end comes between the steps.
    shell.dataReady(
      DataFacts(
        fingerprint: ConstantWorkload.noData, trainingSamples: workers.count << 40,
        validationSamples: 0))
    while shell.outcome == nil {
      shell.turn()
      if times.isEnough { shell.stop(.worded("enough has been measured")) }
      if shell.outcome == nil { shell.link.wait(until: shell.nextTurn) }
    }
  }

  func stepTimes() throws(BenchmarkError) -> [Double] {
    for worker in workers {
      if let failure = worker.failure { throw BenchmarkError(failure) }
    }
    guard !times.seconds.isEmpty else {
      throw BenchmarkError("the round ended before a step was measured")
    }
    return times.seconds
  }
}

/// One worker of a round.
private final class RoundWorker {
  private typealias Shell = WorkerShell<
    WorkerLink, ConstantWorkload, MonotonicClock, NoWorkerLog
  >

  private let shell: Shell

  init(_ index: Int, endpoint: String, parameterCount: Int) throws {
    let link = try WorkerLink.connecting(
      to: endpoint, heartbeatTimeout: Limits.heartbeatTimeoutDefault, wakeup: nil)
    shell = Shell(
      hello: Hello(name: "worker \(index)", host: "", blasKernel: ""),
      serverTimeout: Limits.serverTimeoutDefault, link: link, clock: MonotonicClock(),
      observer: NoWorkerLog()
    ) { _ in ConstantWorkload(parameterCount: parameterCount) }
  }

  /// The worker's thread.
  func work() {
    while shell.outcome == nil {
      if !shell.turn(), shell.outcome == nil { shell.link.wait(until: shell.nextTurn) }
    }
  }

  /// Why it ended, where that was not with the run.
  var failure: String? {
    switch shell.outcome {
    case .finished: nil
    case let outcome?: outcome.clause
    case nil: "a worker did not end"
    }
  }
}

/// A gradient that takes no time: memory that is zero but for one element.
private final class ConstantWorkload: Workload {
  static let noData = DataFingerprint(training: 0, validation: 0)

  let fingerprint = ConstantWorkload.noData
  let parameterCount: Int

  init(parameterCount: Int) {
    self.parameterCount = parameterCount
  }

  func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    gradient[0] = 1e-3
    return 1
  }

  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally { Tally() }
}

private struct NoWorkerLog: WorkerObserver {
  mutating func observe(_ event: WorkerEvent) {}
}

/// Checkpoints that take no time: what a disk does is not measured here.
private struct NoCheckpoints: CheckpointStore {
  private var result: CheckpointResult?

  mutating func begin(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>,
    optimizerState: [UnsafeBufferPointer<Float>]
  ) {
    result = .written(version: description.version)
  }

  mutating func keepBest(
    _ description: CheckpointDescription, parameters: UnsafeBufferPointer<Float>
  ) {}

  mutating func record(_ update: AppliedUpdate) {}

  mutating func poll() -> CheckpointResult? {
    defer { result = nil }
    return result
  }
}

/// The time from each new θ to the next, on the server's thread.
private final class StepTimes: RunObserver {
  /// Steps that are not counted: connections and memory are new.
  private static let warmUpSteps: UInt64 = 5
  private static let stepsMin = 10

  private(set) var seconds: [Double] = []
  private let repeats: Int?
  private let duration: Interval
  private var first: Instant?
  private var last: Instant?

  init(repeats: Int?, duration: Interval) {
    self.repeats = repeats
    self.duration = duration
  }

  func observe(_ event: RunEvent, at now: Instant) {
    guard case .stepCompleted(let step) = event, !isEnough else { return }
    if step.version >= Self.warmUpSteps {
      if let last { seconds.append((now - last).inSeconds) }
      if first == nil { first = now }
      last = now
    }
  }

  var isEnough: Bool {
    if let repeats { return seconds.count >= repeats }
    guard let first, let last else { return false }
    return seconds.count >= Self.stepsMin && last - first >= duration
  }
}
