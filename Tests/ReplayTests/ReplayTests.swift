import Coordination
import Optimizers
import ParameterServer
import Tensors
import Testing

@testable import Replay

/// Ten samples in batches of four, so that the third step of an epoch has two; four micro-batches.
@Suite struct ReplayTests {
  private static let count = 5
  private static let rate: Float = 0.25

  private func configuration(
    _ mode: CoordinatorConfiguration.Mode, compensation: Float = 0, skipsNonFinite: Bool = false
  ) -> CoordinatorConfiguration {
    var configuration = CoordinatorConfiguration(
      job: "", batch: 4, microBatches: 4, length: .steps(100), measuresAccuracy: false)
    configuration.mode = mode
    configuration.compensation = compensation
    configuration.skipsNonFinite = skipsNonFinite
    return configuration
  }

  private func replay(
    _ configuration: CoordinatorConfiguration, log: [AppliedUpdate] = [], spoiltStep: UInt64? = nil
  ) -> Replay<LinearWorkload> {
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [Self.count], role: .weight)
    let workload = LinearWorkload(parameterCount: Self.count)
    workload.spoiltStep = spoiltStep
    return Replay(
      configuration,
      job: ServedJob(
        layout: layout, update: UpdateConfiguration(algorithm: .sgd),
        schedule: LearningRateSchedule(baseRate: Self.rate),
        start: .new { for index in 0..<Self.count { $0[index] = Float(index) } }),
      trainingSamples: 10, workload: workload, log: log)
  }

  private static let initial = (0..<count).map { Float($0) }

  private static func gradients(_ step: UInt64, _ microBatch: Int, at theta: [Float]) -> [Float] {
    theta.indices.map {
      LinearWorkload.gradient(step: step, microBatch: microBatch, component: $0, at: theta[$0])
    }
  }

  private static func sum(_ left: [Float], _ right: [Float]) -> [Float] {
    zip(left, right).map { $0 + $1 }
  }

  private static func moved(_ theta: [Float], by gradient: [Float]) -> [Float] {
    zip(theta, gradient).map { $0 - rate * $1 }
  }

  private func entry(
    _ version: UInt64, read: UInt64, step: UInt64, _ microBatches: [Range<Int>] = [0..<4]
  ) -> AppliedUpdate {
    AppliedUpdate(
      version: version, readVersion: read, step: step, session: SessionID(1),
      microBatches: microBatches)
  }

  @Test func `synchronous runs need no log`() throws {
    let replay = replay(configuration(.sync(drop: 0)))
    var theta = Self.initial
    for step in 0..<7 as Range<UInt64> {
      #expect(Array(replay.parameters) == theta)
      try replay.advance()
      let parts = (0..<4).map { Self.gradients(step, $0, at: theta) }
      theta = Self.moved(
        theta, by: Self.sum(Self.sum(parts[0], parts[1]), Self.sum(parts[2], parts[3])))
    }
    #expect(replay.version == 7)
    #expect(Array(replay.parameters) == theta)
  }

  @Test func `gradients of older versions, in the log's order`() throws {
    let log = [
      entry(1, read: 0, step: 1), entry(2, read: 0, step: 0), entry(3, read: 2, step: 4),
      entry(4, read: 0, step: 2), entry(5, read: 3, step: 3),
    ]
    let replay = replay(configuration(.async), log: log)
    var thetas = [Self.initial]
    for update in log {
      let read = thetas[Int(update.readVersion)]
      let parts = (0..<4).map { Self.gradients(update.step, $0, at: read) }
      let sum = Self.sum(Self.sum(parts[0], parts[1]), Self.sum(parts[2], parts[3]))
      thetas.append(Self.moved(thetas[thetas.count - 1], by: sum))
      try replay.advance()
      #expect(Array(replay.parameters) == thetas.last)
    }
    #expect(throws: ReplayError.notRecorded(version: 6, recorded: 5)) { try replay.advance() }
  }

  @Test func `the delay is compensated`() throws {
    let log = [entry(1, read: 0, step: 0), entry(2, read: 0, step: 1)]
    let replay = replay(configuration(.async, compensation: 0.5), log: log)
    let parts = (0..<2).map { step in (0..<4).map { Self.gradients(step, $0, at: Self.initial) } }
    let sums = parts.map { Self.sum(Self.sum($0[0], $0[1]), Self.sum($0[2], $0[3])) }
    let first = Self.moved(Self.initial, by: sums[0])
    let compensated = (0..<Self.count).map { index in
      let value = sums[1][index]
      return value + 0.5 * value * value * (first[index] - Self.initial[index])
    }
    try replay.advance()
    try replay.advance()
    #expect(Array(replay.parameters) == Self.moved(first, by: compensated))
  }

  /// Micro-batch 2 of step 0 is left out: three samples of four. Of step 2, which has two samples,
  /// in micro-batches 1 and 3, the first is left out.
  @Test func `what was left out of a sum is made up for by scaling`() throws {
    let log = [
      entry(1, read: 0, step: 0, [0..<2, 3..<4]), entry(2, read: 1, step: 2, [0..<1, 2..<4]),
    ]
    let replay = replay(configuration(.sync(drop: 1)), log: log)
    var parts = (0..<4).map { Self.gradients(0, $0, at: Self.initial) }
    let first = Self.moved(
      Self.initial,
      by: Self.sum(Self.sum(parts[0], parts[1]), parts[3]).map { $0 * (Float(4) / Float(3)) })
    parts = (0..<4).map { Self.gradients(2, $0, at: first) }
    let second = Self.moved(
      first, by: Self.sum(parts[0], Self.sum(parts[2], parts[3])).map { $0 * (Float(2) / Float(1)) }
    )
    try replay.advance()
    #expect(Array(replay.parameters) == first)
    try replay.advance()
    #expect(Array(replay.parameters) == second)
  }

  @Test func `a step that was left out leaves θ as it is`() throws {
    let log = [
      entry(1, read: 0, step: 0, []), entry(2, read: 0, step: 1), entry(3, read: 1, step: 2),
    ]
    let recorded = replay(configuration(.async, skipsNonFinite: true), log: log)
    try recorded.advance()
    #expect(recorded.version == 1 && Array(recorded.parameters) == Self.initial)
    try recorded.advance()
    let second = Array(recorded.parameters)
    #expect(second != Self.initial)
    // Version 1 is version 0 by another name, and may be read under it.
    try recorded.advance()
    let parts = (0..<4).map { Self.gradients(2, $0, at: Self.initial) }
    #expect(
      Array(recorded.parameters)
        == Self.moved(
          second, by: Self.sum(Self.sum(parts[0], parts[1]), Self.sum(parts[2], parts[3]))))

    // In synchronous mode it is found out again.
    let found = replay(configuration(.sync(drop: 0), skipsNonFinite: true), spoiltStep: 1)
    try found.advance()
    let before = Array(found.parameters)
    try found.advance()
    #expect(found.version == 2 && Array(found.parameters) == before)
    try found.advance()
    #expect(Array(found.parameters) != before)

    let failing = replay(configuration(.sync(drop: 0)), spoiltStep: 0)
    #expect(throws: ReplayError.notFinite(version: 1)) { try failing.advance() }
  }

  @Test func `logs that can't be of this run`() {
    let cases: [([AppliedUpdate], ReplayError)] = [
      ([], .notRecorded(version: 1, recorded: 0)),
      ([entry(2, read: 0, step: 0)], .outOfOrder(version: 1)),
      ([entry(1, read: 1, step: 0)], .outOfOrder(version: 1)),
      ([entry(1, read: 0, step: 0, [0..<5])], .unknownMicroBatch(version: 1, microBatch: 4)),
    ]
    for (log, error) in cases {
      let replay = replay(configuration(.bounded(staleness: 1)), log: log)
      #expect(throws: error) { try replay.advance() }
      #expect(!error.description.isEmpty)
    }
  }

  /// However long the run: only what is still to be read is kept.
  @Test func `old versions go when their last reader has gone`() {
    var log: [AppliedUpdate] = []
    // Each reads the one before but for the tenth, which reads the first, and the twelfth.
    for version in 1...40 as ClosedRange<UInt64> {
      log.append(entry(version, read: version == 10 ? 1 : version == 12 ? 9 : version - 1, step: 0))
    }
    var versions = ReplayedVersions(count: 3, reads: log)
    var buffers = [ObjectIdentifier(versions.current)]
    for update in log {
      let read = versions.pointer(ofVersion: update.readVersion)
      #expect(read[0] == Float(update.readVersion))
      let next = versions.takeFree()
      next.pointer[0] = Float(update.version)
      if !buffers.contains(ObjectIdentifier(next)) { buffers.append(ObjectIdentifier(next)) }
      versions.makeCurrent(next, version: update.version)
    }
    // The current, the next, and one that waits.
    #expect(buffers.count == 3)
  }
}
