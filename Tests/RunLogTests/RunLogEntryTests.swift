import Coordination
import RunLog
import Testing
import Text

@Suite struct RunLogEntryTests {
  @Test(arguments: EventSamples.events)
  func `what is written is read`(event: RunLogEntry.Event) throws {
    let entry = RunLogEntry(time: 1.5, event)
    #expect(RunLogEntry(json: try JSON.parse(entry.line)) == entry)
    // The key that every line is found by comes first.
    #expect(entry.line.hasPrefix(#"{"time":1.5,"event":"\#(try #require(event.kind).rawValue)""#))
  }

  /// A new event has a kind of its own: this fails until there is a sample of it.
  @Test(arguments: RunLogEntry.Kind.allCases)
  func `there is a sample of every kind`(kind: RunLogEntry.Kind) {
    #expect(EventSamples.events.contains { $0.kind == kind })
  }

  /// Members are what other programs read: their names stay.
  @Test func `members`() throws {
    func members(_ event: RunEvent) throws -> [String: JSON] {
      let json = try JSON.parse(RunLogEntry(time: 7, .run(event)).line)
      return Dictionary(
        uniqueKeysWithValues: try #require(json.objectValue).map { ($0.key, $0.value) })
    }
    let clock = try members(
      .clockCompared(
        session: SessionID(3), name: "w", offset: -1_500_000_000,
        roundTrip: Interval(nanoseconds: 250_000)))
    #expect(
      clock == [
        "time": 7.0, "event": "clock", "session": 3, "worker": "w", "offset_seconds": -1.5,
        "round_trip_seconds": 0.00025,
      ])
    // θ's version after the seventh step, where each push moves θ, of the samples of the third.
    var update = UpdateSummary(learningRate: 0.5, gradientNorm: nil, isFinite: true)
    update.traffic.sentBytes = 1
    let step = try members(
      .stepCompleted(
        StepSummary(
          version: 7, epoch: 1, step: 2, staleness: 4, loss: 1.5, samples: 10, workers: 2,
          update: update, duration: .milliseconds(500), split: nil)))
    #expect(
      step == [
        "time": 7.0, "event": "step", "version": 7, "step": 3, "epoch": 1, "loss": 1.5,
        "learning_rate": 0.5, "staleness": 4, "samples": 10, "seconds": 0.5,
        "samples_per_second": 20.0, "workers": 2, "sent_bytes": 1, "received_bytes": 0,
      ])
    #expect(
      try members(.checkpointWritten(version: 7))
        == ["time": 7.0, "event": "checkpoint", "version": 7])
  }

  @Test func `a server's first line names the form`() throws {
    let start = ServerStart(generation: 1, version: 0, endpoint: "e", settings: [])
    #expect(
      RunLogEntry(time: 1, .listening(start)).line
        == #"{"time":1.0,"event":"listening","format":1,"generation":1,"version":0,"endpoint":"e","#
        + #""settings":[]}"#)
  }
}
