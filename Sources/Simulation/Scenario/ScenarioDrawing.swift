import Coordination
import Optimizers

extension Scenario {
  /// Draws a universe's conditions. Each seed has kinds of faults that it never sees, so that the
  /// others are seen alone and in all combinations ("swarm testing", Groce et al. 2012).
  ///
  /// - Parameter modes: those to draw from, not empty.
  init(seed: UInt64, modes: [SimulatedMode]) {
    var chance = SeededNumbers(seed: seed)
    self.seed = seed
    mode = modes[chance.below(modes.count)]

    // Many small parts of a step with many workers, some of them late: pushes overlap.
    let isCrowded = chance.happens(0.3)
    workers = chance.number(in: isCrowded ? 3...5 : 1...5)
    workersExpected = chance.happens(0.5) ? 1 : chance.number(in: 1...workers)
    workersMin = chance.happens(0.7) ? 1 : chance.number(in: 1...workers)
    speculationShare = chance.happens(0.3) ? 0 : Limits.speculationShareDefault
    heartbeatTimeout = chance.interval(from: .seconds(2), to: .seconds(10))
    serverTimeout = chance.interval(from: .seconds(5), to: .seconds(60))
    let pace = chance.interval(
      from: isCrowded ? .milliseconds(5) : .microseconds(200), to: .milliseconds(100))
    paces = []
    for _ in 0..<workers {
      paces.append(chance.happens(0.25) ? pace * UInt64(chance.number(in: 2...20)) : pace)
    }
    hiccups = isCrowded ? 0.4 * chance.unit() : chance.happens(0.5) ? 0 : 0.2 * chance.unit()
    loadingTime = chance.interval(from: .microseconds(100), to: .seconds(1))
    serverLatency = chance.interval(from: .microseconds(1), to: .milliseconds(2))
    messageDelay = chance.interval(from: .microseconds(20), to: .milliseconds(20))
    patience = chance.interval(from: .milliseconds(1), to: .milliseconds(500))
    diskDelay = chance.interval(from: .microseconds(20), to: .milliseconds(50))

    switch chance.below(32) {
    case 0...1: work = .network
    case 2...15: work = .counting
    default: work = .curved
    }
    let algorithms: [OptimizerAlgorithm] = [
      .sgd, .momentum(coefficient: 0.9), .nesterov(coefficient: 0.9),
      .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1),
    ]
    algorithm = work == .counting ? .sgd : algorithms[chance.below(algorithms.count)]
    poison = work == .curved && chance.happens(0.15) ? 0.1 * chance.unit() : 0
    microBatches = chance.number(in: isCrowded ? 4...8 : 1...8)
    rule = MotionRule(mode, microBatches: microBatches, &chance)
    batch = chance.number(in: microBatches...4 * microBatches)
    epochs = chance.number(in: 1...4)
    let steps = chance.number(in: max(1, 4 / epochs)...24 / epochs)
    trainingSamples = (steps - 1) * batch + chance.number(in: 1...batch)
    validationSamples =
      chance.happens(0.5) ? 0 : chance.number(in: 1...3 * Limits.evaluationUnitSamples)
    switch chance.below(4) {
    case 0: checkpoints = .epochs
    case 1: checkpoints = .time(chance.interval(from: .milliseconds(10), to: .seconds(2)))
    default: checkpoints = .steps(UInt64(chance.number(in: 1...6)))
    }
    checkpointsKept = chance.number(in: 1...3)

    // What an undisturbed run takes, as a measure of how dense faults should be.
    let work = pace * UInt64((steps * epochs * microBatches + workers - 1) / workers)
    let run =
      work + (messageDelay + serverLatency) * UInt64(2 * steps * epochs) + loadingTime
    faultyTime = chance.happens(0.05) ? .seconds(0) : chance.interval(upTo: run * 6)
    downtime = chance.interval(from: run / 64, to: run + heartbeatTimeout * 2)
    let faultsMean = chance.interval(
      from: Interval(nanoseconds: 1), to: Interval(nanoseconds: 64))
    faultInterval = Interval(
      nanoseconds: max(1, faultyTime.nanoseconds / faultsMean.nanoseconds))
    duplication = chance.happens(0.5) ? 0 : 0.3 * chance.unit()
    reordering = chance.happens(0.6) ? 0 : 0.2 * chance.unit()
    corruption = chance.happens(0.5) ? 0 : 0.05 * chance.unit()
    duplicateDelay = chance.interval(from: messageDelay, to: run * 2)
    shortDuplicateDelay = (messageDelay + pace) * 4
    faultWeights = []
    for kind in Self.drawnFaults where chance.happens(0.6) {
      faultWeights.append((kind, chance.number(in: 1...8)))
    }
    sendsInTurn = chance.happens(0.3)

    // A θ that counts takes nothing but plain sums.
    let isPlain = self.work == .counting || chance.happens(0.3)
    let regularizers: [Regularizer] = [
      .none, .l2(0.05), .l1(0.02), .elastic(l1: 0.02, l2: 0.05),
    ]
    let (norm, penalty) = (Float(0.5 + 4 * chance.unit()), chance.below(regularizers.count))
    clipNorm = chance.happens(0.6) && !isPlain ? norm : nil
    regularizer = isPlain ? .none : regularizers[penalty]
    isDecoupled = chance.happens(0.5)
    regularizesBiases = chance.happens(0.5)
    hasKeys = chance.happens(0.3)
    forgery = hasKeys && workers > 1 && chance.happens(0.5) ? 0.05 * chance.unit() : 0
    silentWorkers = chance.happens(0.2) ? chance.number(in: 1...6) : 0
    floods = []
    for kind in FloodProcess.Kind.allCases where chance.happens(0.06) { floods.append(kind) }
    floodInterval = chance.interval(from: .milliseconds(5), to: .milliseconds(200))
    repeatedEventsMax = chance.number(in: 4...Limits.repeatedEventsMax)
    halvesRateAfter = nil
    endsAfter = nil
    if validationSamples > 0 {
      // A θ that counts takes nothing but a rate of 1.
      if chance.happens(0.4), self.work != .counting { halvesRateAfter = chance.number(in: 1...2) }
      if chance.happens(0.2) { endsAfter = chance.number(in: 1...3) }
      if dependsOnValidations { epochs += chance.number(in: 0...3) }
    }
  }

  /// The kinds of which one is drawn at each moment of the row.
  private static let drawnFaults: [FaultKind] = [
    .disconnection, .stall, .workerKill, .workerPause, .workerStop, .slowness, .serverKill,
    .powerLoss, .serverStop, .serverPause, .diskFull, .diskError, .workerHang,
  ]
}
