import Foundation
import Testing
import Text

/// Real processes: what the log says of where a step's time and bytes went.
struct TimeSplitTests {
  private static let parts = ["pull", "compute", "push", "wait", "update"].map { "\($0)_seconds" }

  private func number(_ name: String, in line: JSON) throws -> Double {
    try #require(line[name]?.doubleValue, "\(name) is missing in \(line)")
  }

  @Test func `the five parts of each step add up to it`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let server = try run.server("--workers-expected=3")
    let workers = [try run.worker(), try run.worker(), try run.worker()]
    #expect(server.waitForEnd().code == 0)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    let steps = try run.log("step")
    #expect(steps.count == run.steps)
    for step in steps {
      let parts = try Self.parts.map { try number($0, in: step) }
      #expect(parts.allSatisfy { $0 >= 0 })
      // Nanoseconds that a mean over three workers was rounded by.
      #expect(abs(parts.reduce(0, +) - (try number("seconds", in: step))) < 1e-8)
      #expect(try number("compute_seconds", in: step) > 0)
      #expect(try number("update_seconds", in: step) > 0)
    }
    // On one host both clocks are the system's: no more apart than the round trip can hide.
    let clocks = try run.log("clock")
    #expect(Set(clocks.compactMap { $0["session"]?.integerValue }).count == 3)
    for clock in clocks {
      let roundTrip = try number("round_trip_seconds", in: clock)
      #expect(abs(try number("offset_seconds", in: clock)) <= roundTrip / 2 + 1e-9)
    }
    let resources = try #require(try run.log("resources").last)
    #expect(try number("cpu_seconds", in: resources) > 0)
    #expect(try number("peak_memory_bytes", in: resources) > 1e6)
  }

  @Test func `θ goes out once to each worker, and a gradient comes back from each`() throws {
    let run = DigitsRun(scratch: try Scratch(), extra: ["--validation=none"])
    // Two aligned halves of the eight micro-batches: one push each.
    let server = try run.server("--workers-expected=2", "--equal-shares", "--speculate=0")
    let workers = [try run.worker(), try run.worker()]
    #expect(server.waitForEnd().code == 0)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    let parameterBytes = 4 * (64 * 32 + 32 + 32 * 10 + 10)
    // The layouts of frames: 32 bytes of head, the order's or push's own, 8 of checksum.
    let orderBytes = 32 + (4 + 8 + 8 + 4 + 4 + 1 + 1 + 8) + 8
    let pushBytes = 32 + (8 + 8 + 8 + 4 + 1 + 8 + 8 + 8) + 8
    // Beside them there are heartbeats, at most one a second and worker in either direction.
    let heartbeatBytes = 2 * 2 * (32 + 24 + 8)
    let steps = try run.log("step").dropFirst()
    var exact = 0
    for step in steps {
      let sent = Int(try number("sent_bytes", in: step)) - 2 * (parameterBytes + orderBytes)
      let received = Int(try number("received_bytes", in: step)) - 2 * (parameterBytes + pushBytes)
      #expect((0...heartbeatBytes).contains(sent) && (0...heartbeatBytes).contains(received))
      if sent == 0, received == 0 { exact += 1 }
    }
    #expect(exact > 0)
  }
}
