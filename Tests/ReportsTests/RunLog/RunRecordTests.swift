import Testing

@testable import Reports

@Suite struct RunRecordTests {
  private static func step(_ step: UInt64, loss: Double = 1, staleness: UInt64 = 0)
    -> RunLogEntry.Event
  {
    .step(
      LoggedStep(
        step: step, epoch: 1, loss: loss, staleness: staleness, samples: 10, seconds: 0.5,
        workers: 1))
  }

  private static func record(_ events: [(Double, RunLogEntry.Event)]) -> RunRecord {
    var record = RunRecord()
    for (time, event) in events { record.add(RunLogEntry(time: time, event)) }
    record.finish()
    return record
  }

  private static func joined(_ session: UInt64, _ name: String) -> RunLogEntry.Event {
    .workerJoined(session: session, worker: name, host: "h", kernel: "k", key: nil)
  }

  @Test func `sessions and how they ended`() {
    let record = Self.record([
      (0, .listening(generation: 1, version: 0, settings: [])), (1, Self.joined(1, "a")),
      (2, Self.joined(2, "b")), (3, Self.joined(3, "c")),
      (4, .speculated(session: 2, worker: "b", units: 3, seconds: 0.2)),
      (5, .workerLeft(session: 1, worker: "a", reason: "it was told to terminate", reassigned: 0)),
      (6, .workerLeft(session: 2, worker: "b", reason: "it was silent for 10 s", reassigned: 2)),
      (7, .clock(session: 3, offset: 0.001, roundTrip: 0.0002)),
      (9, .ended(outcome: "completed", reason: "done")),
    ])
    #expect(record.sessions.map(\.isLost) == [false, true, false])
    #expect(record.sessions.map(\.left) == [5, 6, 9])
    #expect(record.sessions[1].lateness == [.init(time: 4, units: 3, seconds: 0.2)])
    #expect(record.sessions[2].reason == "the run was over")
    #expect(record.sessions[2].roundTrip == 0.0002)
    #expect(record.generations.map(\.outcome) == ["completed"])
  }

  /// The second server begins at step 2, though the first had come to 4; sessions count from 1 again.
  @Test func `a server that was killed, and the next`() {
    let record = Self.record([
      (0, .listening(generation: 1, version: 0, settings: [])), (1, Self.joined(1, "a")),
      (2, Self.step(1)), (3, Self.step(2)), (3.1, .checkpoint(step: 2)), (4, Self.step(3)),
      (5, Self.step(4, loss: 9)),
      (20, .listening(generation: 2, version: 2, settings: [])), (21, Self.joined(1, "a")),
      (22, Self.step(3, loss: 2)),
    ])
    #expect(record.stepsAgain == 2)
    #expect(record.sessions.map(\.left) == [5, nil])
    #expect(record.sessions.map(\.generation) == [1, 2])
    #expect(record.generations.map(\.last) == [5, 22])
    #expect(record.loss.buckets.map(\.start) == [1, 2, 3])
    #expect(record.loss.buckets.last?.mean == 2)
    #expect(record.loggedSteps == 5)
  }

  @Test func `staleness is the servers' count, or else the log's`() {
    var counts = RunCounts()
    counts.staleness = [5, 4]
    counts.stalenessMost = 1
    let counted = Self.record([
      (0, .listening(generation: 1, version: 0, settings: [])),
      (1, Self.step(1, staleness: 1)), (2, .summary(counts)),
      (3, .ended(outcome: "completed", reason: "")),
    ])
    #expect(counted.counts.staleness == [5, 4])
    let killed = Self.record([
      (0, .listening(generation: 1, version: 0, settings: [])),
      (1, Self.step(1, staleness: 0)), (2, Self.step(2, staleness: 3)),
    ])
    #expect(killed.counts.staleness == [1, 0, 0, 1])
    #expect(killed.counts.stalenessMost == 3)
    let synchronous = Self.record([(1, Self.step(1)), (2, Self.step(2))])
    #expect(synchronous.counts.staleness == nil)
  }

  @Test func `waits last until something moves`() {
    let record = Self.record([
      (0, .listening(generation: 1, version: 0, settings: [])), (1, .waiting(for: "workers")),
      (2, Self.joined(1, "a")), (4, .waiting(for: "data")), (5, Self.step(1)),
      (6, .waiting(for: "the end")),
    ])
    #expect(record.notes.map(\.duration) == [3, 1, nil])
    #expect(record.waitSeconds == 4)
  }

  /// A log of any length is held in bounded memory.
  @Test func `bounded`() {
    var record = RunRecord()
    for index in 0..<20_000 {
      let time = Double(index)
      record.add(RunLogEntry(time: time, Self.step(UInt64(index + 1), staleness: UInt64(index))))
      record.add(
        RunLogEntry(
          time: time,
          .evaluation(step: UInt64(index), epoch: 1, loss: 1, accuracy: nil, seconds: 0)))
      record.add(RunLogEntry(time: time, Self.joined(UInt64(index), "w\(index)")))
      record.add(RunLogEntry(time: time, .badFrame(reason: "x")))
    }
    record.finish()
    #expect(record.sessions.count == RunRecord.listMax)
    #expect(record.sessionCount == 20_000)
    #expect(record.evaluations.count <= RunRecord.listMax)
    #expect(record.evaluations.last?.step == 19_999)
    #expect(record.notes.count == RunRecord.listMax)
    #expect(record.count(of: .badFrame) == 20_000)
    #expect(record.loss.buckets.count <= record.loss.bucketsMax)
    #expect((record.counts.staleness?.count ?? 0) <= RunRecord.listMax + 1)
  }
}
