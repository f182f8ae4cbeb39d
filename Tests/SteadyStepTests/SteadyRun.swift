import Coordination
import Learning
import Optimizers
import ParameterServer
import Platform
import Storage
import Tensors
import Testing
import TrainingWorker

/// A server and two workers, in production's parts from the sockets to the optimizer, that train
/// 64-32-10 on the built-in digits, each on a thread of its own.
final class SteadyRun {
  static let workers = 2
  static let microBatches = 8
  static let batch = 64
  /// Buffers and connections are new before.
  static let firstStep: UInt64 = 20
  /// Some epochs' ends lie between, which have a smaller step each.
  static let lastStep: UInt64 = 220
  static let steps: UInt64 = 230

  private typealias Server = ServerShell<
    ServerLink, NoCheckpoints, QuickClock, ThreadPool, CountedSteps
  >
  private typealias Worker = WorkerShell<WorkerLink, PossiblyWasteful, QuickClock, NoWorkerLog>

  /// The server's thread and the threads of its update.
  let serverTally: AllocationTally
  /// Each worker's thread.
  let workerTallies: [AllocationTally]

  private let clock = QuickClock()
  private let pool: ThreadPool
  private let server: Server
  private let workers: [Worker]
  private let steps: CountedSteps
  private let facts: DataFacts

  /// A run that has not begun.
  ///
  /// - Parameter isWasteful: asks for memory that it doesn't need, once a step on the server and
  ///   once a micro-batch on a worker.
  /// - Parameter keys: of the server and of each worker, for a run that is encrypted.
  init(
    _ update: UpdateConfiguration, updateThreads: Int, scaling: NetworkWorkload.Scaling,
    isWasteful: Bool = false, keys: SteadyKeys? = nil
  ) throws {
    struct NoFile: Error {}
    let data = try loadData(
      training: try DataSpecification("digits"), validation: nil, task: .multiclass,
      reading: { _ in throw NoFile() })
    let network = Network(
      sizes: [64, 32, 10], activation: .relu, outputActivation: .identity, hasBias: true)
    // Without validation data, so that nothing but steps comes between the first and the last.
    facts = DataFacts(
      fingerprint: DataFingerprint(training: data.trainingFingerprint, validation: 0),
      trainingSamples: data.training.sampleCount, validationSamples: 0)
    serverTally = try AllocationTally()
    workerTallies = try (0..<Self.workers).map { _ in try AllocationTally() }
    steps = CountedSteps(tallies: workerTallies + [serverTally], isWasteful: isWasteful)
    pool = ThreadPool(concurrency: updateThreads)

    var configuration = CoordinatorConfiguration(
      job: "digits", batch: Self.batch, microBatches: Self.microBatches,
      length: .steps(Self.steps), measuresAccuracy: true)
    configuration.workersExpected = Self.workers
    configuration.checkpoints = .steps(.max)
    // Every step is as the one before, however busy the machine is.
    configuration.sharesFollowPace = false
    configuration.speculationShare = 0
    // The clock is quick, and no one is lost here.
    let patience = Interval.seconds(60) * QuickClock.factor
    configuration.heartbeatTimeout = patience
    configuration.noticeableWait = patience
    let link = try ServerLink.listening(
      at: Self.newEndpoint(),
      inputOutputThreads: 2, payloadBytes: network.parameterCount * MemoryLayout<Float>.stride,
      heartbeatTimeout: Limits.heartbeatTimeoutDefault, keys: keys?.server, wakeup: nil)
    configuration.authorizedKeys = keys?.server.authorized.keys
    let endpoint = link.endpoint
    server = Server(
      configuration,
      job: ServedJob(
        layout: network.layout, update: update,
        schedule: LearningRateSchedule(
          baseRate: 0.003, shape: .cosine(finalRate: 0.001), warmupSteps: 30),
        start: .new { parameters in
          Initializer.kaimingUniform.fill(parameters, layout: network.layout, seed: 7)
        }),
      link: link, store: NoCheckpoints(), clock: clock, executor: pool, observer: steps)
    workers = try (0..<Self.workers).map { [clock, facts] index in
      let link = try WorkerLink.connecting(
        to: endpoint, heartbeatTimeout: Limits.heartbeatTimeoutDefault,
        keys: keys?.workers[index], wakeup: nil)
      return Worker(
        hello: Hello(name: "worker \(index)", host: "", blasKernel: ""), serverTimeout: patience,
        link: link, clock: clock, observer: NoWorkerLog()
      ) { _ in
        PossiblyWasteful(
          NetworkWorkload(
            network: network, task: .multiclass, training: data.training, validation: nil,
            fingerprint: facts.fingerprint,
            sampler: Sampler(
              sampleCount: data.training.sampleCount, batch: Self.batch,
              microBatches: Self.microBatches, seed: 7),
            scaling: scaling), isWasteful: isWasteful)
      }
    }
  }

  /// A local address that nobody else has; it leaves no file.
  static func newEndpoint() -> String {
    "ipc://@lockstep-steady-\(ThisProcess.id)-\(UInt64.random(in: .min ... .max))"
  }

  /// Trains until all steps are done.
  ///
  /// - Returns: the steps that were counted.
  func run() throws -> UInt64 {
    var parties = [{ self.serverTally.counting(self.serve) }]
    for (worker, tally) in zip(workers, workerTallies) {
      parties.append { tally.counting { self.work(worker) } }
    }
    try #require(Parties(parties).run(), "the system has threads to spare")
    for worker in workers {
      guard case .finished = worker.outcome else {
        Issue.record("a worker ended otherwise: \(String(describing: worker.outcome))")
        continue
      }
    }
    #expect(server.outcome == .completed(.allSteps(Self.steps)))
    #expect(server.currentParameters.allSatisfy { $0.isFinite })
    return steps.counted
  }

  private func serve() {
    // The pool's own threads as well; this one is enrolled already.
    Enrollment(serverTally).apply(to: pool)
    server.dataReady(facts)
    while server.outcome == nil {
      server.turn()
      if server.outcome == nil {
        server.link.wait(until: clock.systemInstant(of: server.nextTurn))
      }
    }
    Enrollment(nil).apply(to: pool)
  }

  private func work(_ worker: Worker) {
    while worker.outcome == nil {
      if !worker.turn(), worker.outcome == nil {
        worker.link.wait(until: clock.systemInstant(of: worker.nextTurn))
      }
    }
  }
}

/// Opens the tallies for the steady steps, and does what a run's progress line needs.
private final class CountedSteps: RunObserver {
  private(set) var counted: UInt64 = 0
  private let tallies: [AllocationTally]
  private var progress = Progress()

  private let isWasteful: Bool

  init(tallies: [AllocationTally], isWasteful: Bool) {
    self.tallies = tallies
    self.isWasteful = isWasteful
  }

  func observe(_ event: RunEvent, at now: Instant) {
    _ = progress.observe(event, at: now)
    guard case .stepCompleted(let step) = event else { return }
    if step.version == SteadyRun.firstStep {
      for tally in tallies { tally.open() }
    } else if step.version > SteadyRun.firstStep, step.version <= SteadyRun.lastStep {
      counted += 1
      if isWasteful { _ = kept(Waste()) }
      if step.version == SteadyRun.lastStep {
        for tally in tallies { tally.close() }
      }
    }
  }
}

/// The training of a network; on purpose with an allocation for each gradient, where asked for.
private final class PossiblyWasteful: Workload {
  private let workload: NetworkWorkload
  private let isWasteful: Bool

  init(_ workload: NetworkWorkload, isWasteful: Bool) {
    self.workload = workload
    self.isWasteful = isWasteful
  }

  var fingerprint: DataFingerprint { workload.fingerprint }
  var parameterCount: Int { workload.parameterCount }

  func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    if isWasteful { _ = kept(Waste()) }
    return workload.computeGradient(
      step: step, microBatch: microBatch, at: parameters, into: gradient)
  }

  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally {
    workload.evaluate(unit: unit, at: parameters)
  }
}

private struct NoWorkerLog: WorkerObserver {
  mutating func observe(_ event: WorkerEvent) {}
}

/// Checkpoints that are durable at once.
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
