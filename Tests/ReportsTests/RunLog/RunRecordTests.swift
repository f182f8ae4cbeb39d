import Coordination
import RunLog
import Testing

@testable import Reports

@Suite struct RunRecordTests {
  private static func step(
    _ version: UInt64, loss: Double = 1, staleness: UInt64 = 0,
    duration: Interval = .milliseconds(500)
  ) -> RunLogEntry.Event {
    .run(
      .stepCompleted(
        StepSummary(
          version: version, epoch: 1, step: version - 1, staleness: staleness, loss: loss,
          samples: 10,
          workers: 1, update: UpdateSummary(learningRate: 0.1, gradientNorm: nil, isFinite: true),
          duration: duration, split: nil)))
  }

  private static func listening(_ generation: UInt64, version: UInt64 = 0) -> RunLogEntry.Event {
    .listening(
      ServerStart(generation: generation, version: version, endpoint: "", settings: []))
  }

  private static func evaluation(_ version: UInt64, seconds: UInt64 = 0) -> RunLogEntry.Event {
    .run(
      .evaluated(
        EvaluationSummary(
          version: version, epoch: 1, loss: 1, accuracy: nil, samples: 1,
          duration: .seconds(seconds))))
  }

  private static func started(_ version: UInt64) -> RunLogEntry.Event {
    .run(.started(version: version, totalSteps: 9, stepsPerEpoch: 9, workers: 1))
  }

  private static let waiting = RunLogEntry.Event.run(.waiting(for: .anyWorker, after: .none))
  private static let completed = RunLogEntry.Event.run(.ended(.completed(.worded("done"))))
  private static let badFrame = RunLogEntry.Event.run(.badFrame(.truncated, reason: "x", count: 1))

  private static func record(_ events: [(Double, RunLogEntry.Event)]) -> RunRecord {
    var record = RunRecord()
    for (time, event) in events { record.add(RunLogEntry(time: time, event)) }
    record.finish()
    return record
  }

  private static func joined(_ session: UInt32, _ name: String) -> RunLogEntry.Event {
    .run(
      .workerJoined(
        session: SessionID(session), hello: Hello(name: name, host: "h", blasKernel: "k"), key: nil)
    )
  }

  @Test func `sessions and how they ended`() {
    let record = Self.record([
      (0, Self.listening(1)), (1, Self.joined(1, "a")),
      (2, Self.joined(2, "b")), (3, Self.joined(3, "c")),
      (4, .run(.speculated(session: SessionID(2), name: "b", units: 3, after: .milliseconds(200)))),
      (
        5,
        .run(
          .workerLeft(
            session: SessionID(1), name: "a", reason: .goodbye(.other("it was told to hang up")),
            reassigned: 0))
      ),
      (
        6,
        .run(
          .workerLeft(
            session: SessionID(2), name: "b", reason: .silent(.seconds(10)), reassigned: 2))
      ),
      (
        7,
        .run(
          .clockCompared(
            session: SessionID(3), name: "c", offset: 1_000_000,
            roundTrip: Interval(nanoseconds: 200_000)))
      ),
      (9, Self.completed),
    ])
    #expect(record.sessions.map(\.isLost) == [false, true, false])
    #expect(record.sessions.map(\.left) == [5, 6, 9])
    #expect(record.sessions[1].lateness == [.init(time: 4, units: 3, seconds: 0.2)])
    #expect(record.sessions[2].reason == "the run was over")
    #expect(record.sessions[2].roundTrip == 0.0002)
    #expect(record.generations.map(\.outcome) == [.completed(.worded("done"))])
  }

  /// The second server begins at step 2, though the first had come to 4; sessions count from 1 again.
  @Test func `a server that was killed, and the next`() {
    let record = Self.record([
      (0, Self.listening(1)), (1, Self.joined(1, "a")),
      (2, Self.step(1)), (3, Self.step(2)), (3.1, .run(.checkpointWritten(version: 2))),
      (4, Self.step(3)),
      (5, Self.step(4, loss: 9)),
      (20, Self.listening(2, version: 2)), (21, Self.joined(1, "a")),
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
    let counts = RunSummary(staleness: StalenessHistogram(counts: [5, 4], most: 1, sum: 4))
    let counted = Self.record([
      (0, Self.listening(1)),
      (1, Self.step(1, staleness: 1)), (2, .run(.summary(counts))),
      (3, Self.completed),
    ])
    #expect(counted.staleness == [5, 4])
    let killed = Self.record([
      (0, Self.listening(1)),
      (1, Self.step(1, staleness: 0)), (2, Self.step(2, staleness: 3)),
    ])
    #expect(killed.staleness == [1, 0, 0, 1])
    #expect(killed.stalenessMost == 3)
    let synchronous = Self.record([(1, Self.step(1)), (2, Self.step(2))])
    #expect(synchronous.staleness == nil)
  }

  @Test func `waits last until something moves`() {
    let record = Self.record([
      (0, Self.listening(1)), (1, Self.waiting),
      (2, Self.joined(1, "a")), (4, Self.waiting), (5, Self.step(1)),
      (6, Self.waiting),
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
          Self.evaluation(UInt64(index))))
      record.add(RunLogEntry(time: time, Self.joined(UInt32(index), "w\(index)")))
      record.add(RunLogEntry(time: time, Self.badFrame))
    }
    record.finish()
    #expect(record.sessions.count == RunRecord.listMax)
    #expect(record.sessionCount == 20_000)
    #expect(record.evaluations.count <= RunRecord.listMax)
    #expect(record.evaluations.last?.step == 19_999)
    #expect(record.notes.count == RunRecord.listMax)
    #expect(record.count(of: .badFrame) == 20_000)
    #expect(record.loss.buckets.count <= record.loss.bucketsMax)
    #expect((record.staleness?.count ?? 0) <= RunRecord.listMax + 1)
  }

  /// The clock goes back by an hour between the second and the third entry.
  @Test func `a clock that is set back`() {
    var timeline = LogTimeline()
    #expect(
      [100, 110, -3490, -3480, -3480.0005, -3475].map { timeline.place($0 + 5000) }
        == [5100, 5110, 5110, 5120, 5120, 5125])
    #expect(timeline.setBackCount == 1 && timeline.setBackSeconds == 3600)
    let record = Self.record([
      (5000, Self.listening(1)), (5001, Self.step(1)),
      (1401.5, Self.step(2)), (1402, Self.completed),
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
    func step(_ version: UInt64, _ seconds: UInt64) -> RunLogEntry.Event {
      Self.step(version, duration: .seconds(seconds))
    }
    let record = Self.record([
      (0, Self.listening(1)), (1, Self.waiting),
      (2, Self.started(0)),
      (5, step(1, 3)), (6, Self.waiting), (7, step(2, 2)),
      (9, Self.evaluation(2, seconds: 1)),
      (12, .run(.checkpointWritten(version: 2))), (13, Self.badFrame),
      (33, Self.listening(2, version: 2)),
      (34, Self.started(2)),
      // It says that it took longer than there was time.
      (54, step(3, 100)), (57, Self.completed),
      (60, .resources(ServerResources(cpuSeconds: 1, peakMemoryBytes: 1))),
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

  /// What the log says of rejected keys, of counted events and of evaluations is in the report, too.
  @Test func `everything out of the ordinary is noted`() {
    let record = Self.record([
      (0, .run(.turnedAway(TurnedAway(address: "10.0.0.9", publicKey: "k")))),
      (1, .run(.keysChanged(count: 3, added: ["a"], removed: ["b", "c"], problem: "p"))),
      (2, .run(.repeated(.refusals, count: 7))), (3, .run(.evaluationSkipped(version: 8))),
      (4, .worded(.strayMessage, "it is about another job")),
      (5, .worded(.waiting, "workers")), (6, .unknown("brand_new")),
    ])
    #expect(
      record.notes.map(\.text) == [
        "10.0.0.9, with the key k", "p, a added, b removed, c removed, 3 keys in all",
        "7 more refused workers", "step 8: the validation loss was not finite",
        "it is about another job", "workers",
      ])
    #expect(record.unknownEvents == 1)
  }

  /// Counts and texts that no run has.
  @Test func `what a file says sizes nothing`() {
    let counts = RunSummary(
      staleness: StalenessHistogram(
        counts: Array(repeating: .max, count: 100_000), most: .max, sum: .max),
      usedUnits: UInt64(Int64.max))
    let long = String(repeating: "x", count: 100_000)
    let record = Self.record(
      (0..<5).flatMap { (index: Int) -> [(Double, RunLogEntry.Event)] in
        [
          (Double(index), Self.listening(UInt64(index))),
          (Double(index), Self.joined(1, long)), (Double(index), .run(.summary(counts))),
          (Double(index), .run(.discarded(badFrames: .max, strayMessages: .max))),
          (Double(index), .run(.badFrame(.truncated, reason: long, count: 1))),
          (Double(index), .run(.ended(.failed(.worded(long))))),
          (
            Double(index),
            .run(
              .speculated(
                session: SessionID(1), name: long, units: .max, after: Interval(nanoseconds: .max)))
          ),
        ]
      })
    #expect(record.counts.usedUnits == .max)
    #expect(record.staleness == Array(repeating: .max, count: Limits.stalenessCountsMax))
    #expect(
      record.generations.allSatisfy {
        ($0.outcome?.reason.count ?? 0) <= RunRecord.textLengthMax + 1
      })
    #expect(record.notes.allSatisfy { $0.text.count <= RunRecord.textLengthMax + 1 })
    #expect(record.sessions.allSatisfy { $0.worker.count <= RunRecord.textLengthMax + 1 })
  }
}
