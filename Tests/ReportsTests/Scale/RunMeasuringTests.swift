import Coordination
import RunLog
import Testing

@testable import Reports

@Suite struct RunMeasuringTests {
  private static func step(_ version: UInt64) -> RunEvent {
    var update = UpdateSummary(learningRate: 0.1, gradientNorm: nil, isFinite: true)
    update.traffic.sentBytes = 100
    update.traffic.receivedBytes = 50
    var split = TimeSplit()
    (split.compute, split.wait) = (.milliseconds(300), .milliseconds(200))
    return .stepCompleted(
      StepSummary(
        version: version, epoch: 1, step: version - 1, staleness: 0, loss: 1, samples: 10,
        workers: 2,
        update: update, duration: .milliseconds(500), split: split))
  }

  private static func evaluation(
    _ version: UInt64, loss: Double, accuracy: Double, seconds: UInt64
  ) -> RunEvent {
    .evaluated(
      EvaluationSummary(
        version: version, epoch: 1, loss: loss, accuracy: accuracy, samples: 10,
        duration: .seconds(seconds)))
  }

  /// Two steps of warm-up, three measured: from 2.0 to 6.0, of which an evaluation took a second.
  private static let entries: [RunLogEntry] =
    [
      (0.5, .waiting(for: .workers(ready: 1, needed: 2), after: .none)),
      (1, .started(version: 0, totalSteps: 5, stepsPerEpoch: 4, workers: 2)),
      (1.5, step(1)), (2, step(2)), (3, step(3)), (4, step(4)),
      (5, evaluation(4, loss: 0.5, accuracy: 0.8, seconds: 1)), (6, step(5)),
      (8, evaluation(5, loss: 0.4, accuracy: 0.9, seconds: 2)),
      (8.1, .ended(.completed(.allSteps(5)))),
    ].map { (time: Double, event: RunEvent) in RunLogEntry(time: time, .run(event)) } + [
      RunLogEntry(
        time: 8.2, .resources(ServerResources(cpuSeconds: 2, peakMemoryBytes: 1_000_000)))
    ]

  private static func measure(
    _ entries: [RunLogEntry], warmUp: UInt64 = 2,
    target: RunMeasuring.Target = .init(
      loss: nil, accuracy: nil), isSequential: Bool = true
  ) throws -> RunMeasurement {
    var measuring = RunMeasuring(warmUp: warmUp, target: target, isSequential: isSequential)
    for entry in entries { measuring.add(entry) }
    return try measuring.measurement()
  }

  @Test func `by hand`() throws {
    let run = try Self.measure(Self.entries)
    #expect(run.steps == 3 && run.samples == 30 && run.seconds == 3)
    #expect(run.throughput == 10 && run.stepSeconds == 1)
    #expect(abs(try #require(run.split).compute.inSeconds - 0.3) < 1e-12)
    // Steps took 1.5 s of the 3 s.
    #expect(abs(try #require(run.between) - 0.5) < 1e-12)
    #expect(run.sentBytes == 100 && run.receivedBytes == 50)
    #expect(run.serverCPU == 0.4 && run.serverMemory == 1e6)
    #expect(run.secondsToTarget == nil && run.disturbances == 0)
    #expect(try Self.measure(Self.entries, isSequential: false).between == nil)
  }

  @Test func `without warm-up the start counts`() throws {
    let run = try Self.measure(Self.entries, warmUp: 0)
    #expect(run.steps == 5 && run.seconds == 4)
  }

  @Test func `time to a target`() throws {
    let accuracy = try Self.measure(Self.entries, target: .init(loss: nil, accuracy: 0.8))
    #expect(accuracy.secondsToTarget == 4 && accuracy.stepsToTarget == 4)
    let loss = try Self.measure(Self.entries, target: .init(loss: 0.45, accuracy: nil))
    #expect(loss.secondsToTarget == 7 && loss.stepsToTarget == 5)
    // A training loss: the run is complete before its last step.
    var early = Self.entries.filter {
      if case .run(.evaluated) = $0.event { false } else { true }
    }
    early.remove(at: 6)
    let training = try Self.measure(early, target: .init(loss: 1, accuracy: nil))
    #expect(training.stepsToTarget == 4)
    #expect(abs(try #require(training.secondsToTarget) - 7.1) < 1e-12)
  }

  @Test func `what disturbs a run is counted`() throws {
    var entries = Self.entries
    entries.insert(
      .init(
        time: 2.5,
        .run(.workerLeft(session: SessionID(1), name: "w", reason: .disconnected, reassigned: 1))),
      at: 4)
    entries.insert(
      .init(
        time: 0.7,
        .run(
          .workerJoined(
            session: SessionID(1), hello: Hello(name: "w", host: "h", blasKernel: "k"), key: nil))),
      at: 1)
    #expect(try Self.measure(entries).disturbances == 1)
  }

  @Test func `logs that can't be measured`() {
    #expect(throws: RunMeasuring.Failure.noSteps(warmUp: 5)) {
      try Self.measure(Self.entries, warmUp: 5)
    }
    var gap = Self.entries
    gap.remove(at: 5)
    #expect(throws: RunMeasuring.Failure.stepsMissing(logged: 2, of: 3)) { try Self.measure(gap) }
    #expect(throws: RunMeasuring.Failure.noSteps(warmUp: 2)) { try Self.measure([]) }
  }

  @Test func `what an older log lacks is nil`() throws {
    let old = Self.entries.compactMap { entry -> RunLogEntry? in
      guard case .run(.stepCompleted(var step)) = entry.event else {
        if case .resources = entry.event { return nil }
        return entry
      }
      (step.split, step.update.traffic) = (nil, Traffic())
      return RunLogEntry(time: entry.time, .run(.stepCompleted(step)))
    }
    let run = try Self.measure(old)
    #expect(run.split == nil && run.between == nil && run.sentBytes == nil && run.serverCPU == nil)
    #expect(run.throughput == 10)
  }
}
