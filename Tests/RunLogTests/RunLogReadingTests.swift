import Coordination
import Testing

@testable import RunLog

@Suite struct RunLogReadingTests {
  private static func read(
    _ text: String, chunk: Int = 1 << 20
  ) -> (entries: [RunLogEntry], reading: RunLogReading) {
    var reading = RunLogReading()
    var entries: [RunLogEntry] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes {
        reading.read($0) { entries.append($0) }
      }
    }
    reading.finish { entries.append($0) }
    return (entries, reading)
  }

  private static let step =
    #"{"time":12.5,"event":"step","version":3,"step":5,"epoch":1,"loss":2.25,"learning_rate":0.001,"#
    + #""gradient_norm":0.5,"staleness":2,"samples":64,"seconds":0.02,"#
    + #""samples_per_second":3200.0,"workers":2}"#

  /// A number that no program of ours could have written makes its line unreadable, or counts as not
  /// there, before anything is made of it.
  @Test(arguments: [
    #"{"time":1e308,"event":"checkpoint","version":3}"#,
    #"{"time":-1,"event":"checkpoint","version":3}"#,
    #"{"time":1,"event":"checkpoint","version":9223372036854775807}"#,
    #"{"time":1,"event":"checkpoint","version":-1}"#,
    #"{"time":1,"event":"listening","generation":4611686018427387905,"version":0}"#,
    #"{"time":1,"event":"step","version":1,"step":1,"loss":1e308,"samples":64,"seconds":1}"#,
    #"{"time":1,"event":"step","version":1,"step":1,"loss":1,"samples":64,"seconds":1e12}"#,
    #"{"time":1,"event":"step","version":1,"step":1,"loss":1,"samples":64,"seconds":-1}"#,
    #"{"time":1,"event":"worker_left","session":4294967296,"worker":"w","reason":""}"#,
    #"{"time":1,"event":"clock","session":1,"offset_seconds":-1e300,"round_trip_seconds":1}"#,
  ])
  func `numbers out of range`(line: String) {
    let (entries, reading) = Self.read(line + "\n" + Self.step + "\n")
    #expect(entries.count == 1)
    #expect(reading.unreadable?.first == 1)
    #expect(reading.unreadable?.count == 1)
  }

  @Test(arguments: [1, 7, 1000])
  func `lines in pieces`(chunk: Int) {
    let text =
      #"{"time":1.5,"event":"listening","generation":1,"version":0,"endpoint":"e","settings":["a"]}"#
      + "\n" + Self.step + "\n" + #"{"time":13,"event":"checkpoint","version":3}"# + "\n"
    let (entries, reading) = Self.read(text, chunk: chunk)
    #expect(
      entries == [
        RunLogEntry(
          time: 1.5,
          .listening(
            ServerStart(format: nil, generation: 1, version: 0, endpoint: "e", settings: ["a"]))),
        RunLogEntry(
          time: 12.5,
          .run(
            .stepCompleted(
              StepSummary(
                version: 3, epoch: 1, step: 4, staleness: 2, loss: 2.25, samples: 64, workers: 2,
                update: UpdateSummary(learningRate: 0.001, gradientNorm: 0.5, isFinite: true),
                duration: .milliseconds(20), split: nil)))),
        RunLogEntry(time: 13, .run(.checkpointWritten(version: 3))),
      ])
    #expect(reading.unreadable == nil)
    #expect(!reading.isCut)
  }

  @Test func `where the time went, and bytes`() throws {
    let text: String =
      String(Self.step.dropLast()) + #","pull_seconds":0.001,"compute_seconds":0.01,"#
      + #""push_seconds":0.002,"wait_seconds":0.003,"update_seconds":0.004,"sent_bytes":10,"#
      + #""received_bytes":20}"#
    let (entries, _) = Self.read(text + "\n")
    guard case .run(.stepCompleted(let step)) = try #require(entries.first).event else {
      Issue.record("no step")
      return
    }
    let split = try #require(step.split)
    #expect(split.pull == .milliseconds(1) && split.compute == .milliseconds(10))
    #expect(split.push == .milliseconds(2) && split.wait == .milliseconds(3))
    #expect(split.update == .milliseconds(4) && split.total == step.duration)
    #expect(step.update.traffic.sentBytes == 10 && step.update.traffic.receivedBytes == 20)
    // One part missing: then nothing is known of the others' sum either.
    let (partly, _) = Self.read(text.replacing(#""wait_seconds":0.003,"#, with: "") + "\n")
    guard case .run(.stepCompleted(let lacking)) = try #require(partly.first).event else {
      Issue.record("no step")
      return
    }
    #expect(lacking.split == nil)
  }

  @Test func `a last line that is cut`() {
    let (entries, reading) = Self.read(Self.step + "\n" + Self.step.prefix(40))
    #expect(entries.count == 1)
    #expect(reading.isCut)
    #expect(reading.unreadable == nil)
    // Whole but for its line end, it counts.
    #expect(Self.read(Self.step).entries.count == 1)
  }

  @Test func `the next server writes on where the last was cut off`() {
    let next = #"{"time":20,"event":"listening","generation":2,"version":0,"settings":[]}"#
    let (entries, reading) = Self.read(Self.step + "\n" + Self.step.prefix(40) + next + "\n")
    #expect(
      entries.last
        == RunLogEntry(
          time: 20,
          .listening(
            ServerStart(format: nil, generation: 2, version: 0, endpoint: "", settings: []))))
    #expect(entries.count == 2)
    #expect(reading.unreadable?.first == 2)
    #expect(reading.unreadable?.count == 1)
  }

  @Test func `garbage is counted and passed over`() {
    let garbage = [
      "nonsense", "{}", "[1]", #"{"time":"now","event":"step"}"#, #"{"time":1,"event":"step"}"#,
      String(repeating: "x", count: RunLogReading.lineBytesMax + 1), "\u{0}\u{1}",
    ]
    let (entries, reading) = Self.read(
      (garbage + [Self.step]).map { $0 + "\n" }.joined(), chunk: 4096)
    #expect(entries.count == 1)
    #expect(reading.unreadable?.first == 1)
    #expect(reading.unreadable?.count == UInt64(garbage.count))
    #expect(Self.read("").entries.isEmpty)
    #expect(Self.read("\n\n").reading.unreadable == nil)
  }

  @Test func `an event of a later version`() {
    #expect(
      Self.read(#"{"time":1,"event":"brand_new","x":1}"# + "\n").entries
        == [RunLogEntry(time: 1, .unknown("brand_new"))])
  }
}
