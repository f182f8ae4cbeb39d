import Coordination
import RunLog

/// At least one of every event, with values in each of its places.
enum EventSamples {
  static let events: [RunLogEntry.Event] =
    [
      .listening(
        ServerStart(
          generation: 2, version: 7, endpoint: "tcp://127.0.0.1:5555", settings: ["a b", ""])),
      .crowded(connectionsMax: 20),
      .resources(ServerResources(cpuSeconds: 1.25, peakMemoryBytes: 4096, crowdedOut: 3)),
      .resources(ServerResources(cpuSeconds: 0, peakMemoryBytes: 1)),
    ] + run.map { .run($0) }

  static let run: [RunEvent] =
    [
      .workerJoined(session: SessionID(3), hello: hello, key: nil),
      .workerJoined(session: SessionID(.max), hello: hello, key: "hare"),
      .workerRefused(name: "w\n\"", reason: .unauthorized(key: "x")),
      .workerRefused(name: "w", reason: .kernel(worker: "Zen", run: "Haswell")),
      .workerRefused(name: "w", reason: .data(.training, worker: 0xA, server: .max)),
      .workerRefused(name: "w", reason: .data(.validation, worker: 0, server: 1)),
      .workerRefused(name: "w", reason: .noKey),
      .workerRefused(name: "w", reason: .keyRevoked("x")),
      .workerRefused(name: "w", reason: .full(workers: 1024)),
      .workerRefused(name: "w", reason: .other("r")),
      .turnedAway(TurnedAway(address: "10.0.0.9", publicKey: "k")),
      .keysChanged(count: 2, added: ["a", "b"], removed: [], problem: nil),
      .keysChanged(count: 0, added: [], removed: ["a"], problem: "it can't be read"),
      .duplicatePush(session: SessionID(1), step: 0, node: TreeNode(level: 2, index: 1)),
      .clockCompared(
        session: SessionID(3), name: "w", offset: -1_500_000_001,
        roundTrip: Interval(nanoseconds: 250_001)),
      .speculated(
        session: SessionID(3), name: "w", units: 5, after: Interval(nanoseconds: 123_456_789)),
      .discarded(badFrames: 1, strayMessages: 2),
      .stepSkipped(step: 0, name: "w", count: 1), .stepSkipped(step: 9, name: nil, count: 2),
      .evaluationSkipped(version: 8), .checkpointWritten(version: 8),
      .checkpointFailed(version: 8, reason: "No space left on device", count: 2),
      .started(version: 0, totalSteps: 100, stepsPerEpoch: 10, workers: 2),
      .evaluated(
        EvaluationSummary(
          version: 20, epoch: 2, loss: 0.1 + 0.2, accuracy: 0.9, samples: 300,
          duration: .milliseconds(70))),
      .evaluated(
        EvaluationSummary(
          version: 20, epoch: 2, loss: 1e-300, accuracy: nil, samples: 300, duration: .none)),
      .summary(RunSummary(usedUnits: 8)), .summary(summary),
      .ended(.completed(.allSteps(10))), .ended(.completed(.noSteps)),
      .ended(.completed(.accuracy(0.9612, target: 0.96))),
      .ended(.completed(.loss(0.125, target: 0.25))),
      .ended(.completed(.patience(epochs: 3, best: .init(version: 40, loss: 0.5)))),
      .ended(.completed(.worded("w"))),
      .ended(.interrupted(.interrupted)), .ended(.interrupted(.terminated)),
      .ended(.interrupted(.hungUp)), .ended(.interrupted(.processorTime)),
      .ended(.interrupted(.signal(12))), .ended(.interrupted(.parentEnded)),
      .ended(.interrupted(.launcherEnded)), .ended(.interrupted(.worded("w"))),
      .ended(.failed(.data("r"))), .ended(.failed(.lastCheckpoint(version: 7, "full"))),
      .ended(.failed(.loss(.nan, step: 7, epoch: 2))),
      .ended(.failed(.loss(.negativeInfinity, step: 7, epoch: 2))),
      .ended(.failed(.gradient(worker: "w", step: 7, epoch: 2))),
      .ended(.failed(.update(step: 7, epoch: 2))),
      .ended(.failed(.validation(.infinity, step: 7, epoch: 2))), .ended(.failed(.worded("w"))),
    ] + steps.map { .stepCompleted($0) } + waits.map { .waiting(for: $0, after: .seconds(3)) }
    + departures.map {
      .workerLeft(session: SessionID(3), name: "w", reason: $0, reassigned: 4)
    } + FrameMistake.allCases.map { .badFrame($0, reason: "it is short", count: 3) }
    + StrayReason.allCases.map { .strayMessage($0, count: 1) }
    + RepeatedEvent.allCases.map { .repeated($0, count: 40) }

  private static let hello = Hello(name: "w", host: "h", blasKernel: "Zen")

  private static let summary = {
    var staleness = StalenessHistogram()
    for value: UInt64 in [0, 0, 3, 1000] { staleness.add(value) }
    return RunSummary(
      staleness: staleness, speculatedUnits: 1, wastedUnits: 2, usedUnits: 3,
      droppedMicroBatches: 4,
      skippedSteps: 5)
  }()

  private static let steps = {
    var update = UpdateSummary(learningRate: 0.1, gradientNorm: 2.5, isFinite: true)
    update.traffic.sentBytes = 1 << 33
    update.traffic.receivedBytes = 7
    let full = StepSummary(
      version: 8, epoch: 2, step: 5, staleness: 2, loss: 0.3, samples: 64, workers: 3,
      update: update,
      duration: .milliseconds(12),
      split: TimeSplit(
        pull: .milliseconds(1), compute: .milliseconds(2), push: .milliseconds(3),
        wait: .milliseconds(4), update: .milliseconds(2)))
    var bare = full
    (bare.step, bare.staleness, bare.split, bare.update.gradientNorm) = (7, 0, nil, nil)
    return [full, bare]
  }()

  private static let departures: [DepartureReason] = [
    .goodbye(.runOver), .goodbye(.impossibleWork), .goodbye(.stopping(.interrupted)),
    .goodbye(.stopping(.signal(12))), .goodbye(.other("bye")), .unable(.data), .unable(.memory),
    .unable(.microBatches(welcome: 8, job: 4)), .unable(.stopping(.hungUp)), .unable(.unspecified),
    .unable(.other("no such file")), .badFrame("it is short"), .helloAgain,
    .disconnected, .unread, .silent(.milliseconds(10_001)), .displacedBeforeReady,
    .displacedWithoutResults, .stalled(.seconds(3)), .keyRevoked("hare"),
    .worded("something that was written before there were codes"),
    .misconduct(.workBeforeReady), .misconduct(.emptyPush), .misconduct(.readyAgain),
    .misconduct(.unknownNode(TreeNode(level: 9, index: .max))),
    .misconduct(.partialStep(TreeNode(level: 0, index: 1))), .misconduct(.unknownUnit(7, of: 3)),
    .misconduct(.wrongTally(correct: 1 << 50, samples: 1 << 62, unitSamples: 9)),
  ]

  private static let waits: [Wait] = [
    .workers(ready: 1, needed: 2), .workersAtLeast(ready: 1, needed: 2), .anyWorker, .answer,
    .units(count: 3, of: .step(451), from: Wait.Names(["a", "b"], more: 3)),
    .units(count: 1, of: .steps(after: 9), from: Wait.Names(["a"], more: 0)),
    .units(count: 1, of: .evaluation(ofStep: 9), from: Wait.Names([], more: 0)),
  ]
}
