import Coordination
import Testing

@testable import Wire

@Suite("A line of the run's log")
struct RunLogLineTests {
  @Test("of a clock gives both figures in seconds, with their sign")
  func clock() throws {
    let event = RunEvent.clockCompared(
      session: SessionID(3), name: "w", offset: -1_500_000_000,
      roundTrip: Interval(nanoseconds: 250_000))
    let json = try JSON.parse(RunLogLine.text(event, time: 7))
    #expect(json["event"] == .string("clock") && json["session"] == .integer(3))
    #expect(json["worker"] == .string("w"))
    #expect(json["offset_seconds"]?.doubleValue == -1.5)
    #expect(json["round_trip_seconds"]?.doubleValue == 0.00025)
  }

  @Test("that closes it says what the server has taken")
  func closing() throws {
    let line = RunLogLine.closing(
      time: 7, cpuSeconds: 1.25, peakMemoryBytes: 4096, crowdedOut: 3)
    let json = try JSON.parse(line)
    #expect(json["event"] == .string("resources") && json["time"]?.doubleValue == 7)
    #expect(json["cpu_seconds"]?.doubleValue == 1.25)
    #expect(json["peak_memory_bytes"] == .integer(4096) && json["crowded_out"] == .integer(3))
    let quiet = RunLogLine.closing(time: 7, cpuSeconds: 1, peakMemoryBytes: 1, crowdedOut: 0)
    #expect(try JSON.parse(quiet)["crowded_out"] == nil)
  }

  @Test func `of a crowd says how many connections there may be`() throws {
    let json = try JSON.parse(RunLogLine.crowded(time: 7, connectionsMax: 20))
    #expect(json["event"] == .string("crowded") && json["connections_max"] == .integer(20))
  }
}
