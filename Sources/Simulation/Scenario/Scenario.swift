import Coordination
import Optimizers

/// What a seed draws before anything happens: the cluster, the job, and what may go wrong how often.
struct Scenario: Sendable {
  var seed: UInt64
  var mode: SimulatedMode
  /// The mode with its figures.
  var rule: MotionRule

  // The cluster.
  var workers: Int
  var workersExpected: Int
  var workersMin: Int
  var speculationShare: Double
  var sendsInTurn: Bool
  var heartbeatTimeout: Interval
  var serverTimeout: Interval
  /// What a worker's micro-batch takes, for each worker.
  var paces: [Interval]
  /// How often a micro-batch takes many times longer than it should, on any worker.
  var hiccups: Double
  /// How long a worker takes to prepare a job, and the server to look at its data.
  var loadingTime: Interval
  /// How long the server takes to get to a message.
  var serverLatency: Interval
  /// What a message takes at most while nothing is wrong.
  var messageDelay: Interval
  /// How long a worker waits for a connection when it has something to send.
  var patience: Interval
  /// What an operation of the disk takes at most.
  var diskDelay: Interval

  /// Further workers, which take work and never return any, while their heartbeats go on.
  var silentWorkers: Int
  /// What peers that are no workers say without end, and how often each.
  var floods: [FloodProcess.Kind]
  var floodInterval: Interval
  /// How many events that peers can repeat are told in quick succession, of each kind.
  var repeatedEventsMax: Int

  // The job.
  var work: TrainingTask.Kind
  var algorithm: OptimizerAlgorithm
  var clipNorm: Float?
  var regularizer: Regularizer
  var isDecoupled: Bool
  var regularizesBiases: Bool
  /// How many gradients hold a number that is not finite, so that their steps must be left out.
  var poison: Double
  var microBatches: Int
  var batch: Int
  var trainingSamples: Int
  var validationSamples: Int
  var epochs: Int
  /// The learning rate is halved when so many validations in a row were no better than the best, and
  /// the run ends after so many; nil for never.
  var halvesRateAfter: Int?
  var endsAfter: Int?
  var checkpoints: CoordinatorConfiguration.CheckpointSchedule
  var checkpointsKept: Int

  // What goes wrong, and for how long. Messages each have their chance; all other faults come in a
  // row, in which each kind has its weight.
  var faultyTime: Interval
  /// How long what has ended stays down at most.
  var downtime: Interval
  var duplication: Double
  var reordering: Double
  var corruption: Double
  /// How many gradients of a worker come a second time, changed, from one with another key.
  var forgery: Double
  /// Whether workers have keys.
  var hasKeys: Bool
  /// How late a duplicate can come; and those that come soon.
  var duplicateDelay: Interval
  var shortDuplicateDelay: Interval
  var faultInterval: Interval
  var faultWeights: [(kind: FaultKind, weight: Int)]

  /// How many workers there are with those that are silent.
  var places: Int { workers + silentWorkers }

  /// How many peers there are at one time.
  var peers: Int { places + floods.count }

  var stepsPerEpoch: Int { (trainingSamples + batch - 1) / batch }
  var totalSteps: Int { stepsPerEpoch * epochs }

  /// Whether validations decide how the run goes on.
  var dependsOnValidations: Bool { halvesRateAfter != nil || endsAfter != nil }

  /// The samples of a step, counted from 0: an epoch's last has what is left.
  func samples(inStep step: Int) -> Int {
    min(batch, trainingSamples - step % stepsPerEpoch * batch)
  }

  /// What the coordinator is told of the job; the rest of its settings are their defaults.
  var configuration: CoordinatorConfiguration {
    var configuration = CoordinatorConfiguration(
      job: "universe \(seed)", batch: batch, microBatches: microBatches,
      length: .epochs(UInt64(epochs)), measuresAccuracy: true)
    configuration.jobFingerprint = seed
    configuration.checkpoints = checkpoints
    configuration.reducesRateAfter = halvesRateAfter.map { UInt64($0) }
    configuration.patience = endsAfter.map { UInt64($0) }
    configuration.skipsNonFinite = poison > 0
    configuration.workersExpected = workersExpected
    configuration.workersMin = workersMin
    configuration.speculationShare = speculationShare
    configuration.sendsInTurn = sendsInTurn
    configuration.heartbeatTimeout = heartbeatTimeout
    configuration.repeatedEventsMax = repeatedEventsMax
    configuration.repeatedSessionsMax = repeatedEventsMax
    configuration.requiredBLASKernel = Self.kernel
    if hasKeys { configuration.authorizedKeys = (0..<peers).map(Self.key) }
    rule.configure(&configuration)
    return configuration
  }

  /// How a gradient moves θ.
  var update: UpdateConfiguration {
    UpdateConfiguration(
      algorithm: algorithm, clipNorm: clipNorm, regularizer: regularizer, decoupled: isDecoupled,
      regularizeBiases: regularizesBiases)
  }

  /// The key of a worker, counted from 0.
  static func key(of worker: Int) -> WorkerKey {
    WorkerKey(publicKey: "key \(worker)", name: "worker \(worker)")
  }

  /// The kernel of all workers.
  static let kernel = "simulated"

  /// How long a run may take once nothing goes wrong any more: for silence to be noticed, for what is
  /// paused to go on, for the slowest worker to do all the work, twice.
  var timeToFinish: Interval {
    let slowest = paces.max() ?? .seconds(0)
    let units = totalSteps * microBatches + epochs * (validationSamples / 256 + 1)
    let messages = (messageDelay + serverLatency) * UInt64(8 * units)
    let silence = heartbeatTimeout * (2 * Limits.busySilenceFactor + 6) + serverTimeout
    return slowest * UInt64(4 * units) + messages + silence + loadingTime * 4
      + diskDelay * UInt64(64 * (totalSteps + 1)) + duplicateDelay + timeLostToSilence
  }

  /// What peers that return nothing may cost, however many they are: twice what the honest workers
  /// need, and the patience with the first of them.
  private var timeLostToSilence: Interval {
    guard silentWorkers > 0 || !floods.isEmpty else { return .none }
    let slowest = paces.max() ?? .seconds(0)
    let units = totalSteps * microBatches + epochs * (validationSamples / 256 + 1)
    var patience = Limits.unmeasuredOrderTime * 4 + Limits.abandonmentSlack * 4
    if speculationShare == 0 {
      patience =
        patience
        + (Limits.unmeasuredOrderTime * Limits.abandonmentFactor + heartbeatTimeout
          * Limits.busySilenceFactor) * UInt64(4 * peers)
    }
    return slowest * UInt64(16 * units) + patience
  }

  /// Whether a server that is about to start will not get far.
  func diesAtStart(_ chance: inout SeededNumbers) -> Bool {
    faultWeights.contains { $0.kind == .serverKill } && chance.happens(0.2)
  }
}
