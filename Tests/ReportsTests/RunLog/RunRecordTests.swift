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

  /// The clock goes back by an hour between the second and the third entry.
  @Test func `a clock that is set back`() {
    var timeline = LogTimeline()
    #expect(
      [100, 110, -3490, -3480, -3480.0005, -3475].map { timeline.place($0 + 5000) }
        == [5100, 5110, 5110, 5120, 5120, 5125])
    #expect(timeline.setBackCount == 1 && timeline.setBackSeconds == 3600)
    let record = Self.record([
      (5000, .listening(generation: 1, version: 0, settings: [])), (5001, Self.step(1)),
      (1401.5, Self.step(2)), (1402, .ended(outcome: "completed", reason: "")),
    ])
    #expect(record.end == 5001.5)
    #expect(record.lossByTime.buckets.map(\.start) == [1, 1])
    for time in [Double.nan, .infinity, -.infinity, 1e308] {
      let place = timeline.place(time)
      #expect(place.isFinite && place >= 5125)
    }
  }

  /// Of 60 s: 2 s of gathering, then steps of 3 and 2 s of which a wait takes 1, 1 s of evaluation,
  /// steps that are not logged, the end; 20 s without a server; and again.
  @Test func `every second is accounted for once`() {
    func step(_ number: UInt64, _ seconds: Double) -> RunLogEntry.Event {
      .step(
        LoggedStep(
          step: number, epoch: 1, loss: 1, staleness: 0, samples: 1, seconds: seconds, workers: 1))
    }
    let record = Self.record([
      (0, .listening(generation: 1, version: 0, settings: [])), (1, .waiting(for: "workers")),
      (2, .started(step: 0, totalSteps: 9, stepsPerEpoch: 9, workers: 1)),
      (5, step(1, 3)), (6, .waiting(for: "a worker")), (7, step(2, 2)),
      (9, .evaluation(step: 2, epoch: 1, loss: 1, accuracy: nil, seconds: 1)),
      (12, .checkpoint(step: 2)), (13, .badFrame(reason: "")),
      (33, .listening(generation: 2, version: 2, settings: [])),
      (34, .started(step: 2, totalSteps: 9, stepsPerEpoch: 9, workers: 1)),
      // It says that it took longer than there was time.
      (54, step(3, 100)), (57, .ended(outcome: "completed", reason: "")),
      (60, .resources(cpuSeconds: 1, peakMemory: 1)),
    ])
    let account = record.account.closed
    #expect(account[.preparation] == 3)
    #expect(account[.steps] == 3 + 1 + 20)
    #expect(account[.waits] == 1)
    #expect(account[.evaluations] == 1)
    #expect(account[.betweenSteps] == 1 + 4)
    #expect(account[.unserved] == 20)
    #expect(account[.ending] == 6)
    #expect(account.total == 60)
  }

  /// Counts and texts that no run has.
  @Test func `what a file says sizes nothing`() {
    var counts = RunCounts()
    counts.usedUnits = UInt64(Int64.max)
    counts.staleness = Array(repeating: .max, count: 100_000)
    let long = String(repeating: "x", count: 100_000)
    let record = Self.record(
      (0..<5).flatMap { (index: Int) -> [(Double, RunLogEntry.Event)] in
        [
          (Double(index), .listening(generation: UInt64(index), version: 0, settings: [])),
          (Double(index), Self.joined(1, long)), (Double(index), .summary(counts)),
          (Double(index), .discarded(badFrames: .max, strayMessages: .max)),
          (Double(index), .badFrame(reason: long)),
          (Double(index), .speculated(session: 1, worker: long, units: .max, seconds: 1e308)),
        ]
      })
    #expect(record.counts.usedUnits == .max)
    #expect(record.counts.staleness?.count == RunRecord.listMax + 1)
    #expect(record.notes.allSatisfy { $0.text.count <= RunRecord.textLengthMax + 1 })
    #expect(record.sessions.allSatisfy { $0.worker.count <= RunRecord.textLengthMax + 1 })
  }
}
