import Foundation
import Testing

/// Runs over hosts out of network namespaces, encrypted: the bits are those of a run on one host,
/// whatever becomes of links and hosts.
@Suite(.enabled(if: Testbed.obstacle == nil, Comment(rawValue: Testbed.obstacle ?? "")))
struct SeveralHostsTests {
  @Test(arguments: [[], ["--in-turn"]])
  func `the bits of one host`(options: [String]) throws {
    let testbed = try Testbed(hosts: 4)
    let server = try testbed.server(["--workers-expected=3"] + options)
    let workers = try ["h2", "h3", "h4"].map { try testbed.worker(on: $0) }
    #expect(server.waitForEnd().code == 0)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    #expect(try testbed.run.hash() == SameBitsTests.reference.get())
    let joined = try testbed.run.log("worker_joined").compactMap { $0["host"]?.stringValue }
    #expect(joined.sorted() == ["h2", "h3", "h4"])
  }

  /// Without h1 there is no server, and without h3 too few workers, so in both the run stands still.
  @Test(arguments: ["h1", "h3"])
  func `a link is down for 20 seconds`(host: String) throws {
    let testbed = try Testbed(hosts: 3, steps: DigitsRun.manySteps)
    let server = try testbed.server(["--workers-expected=2", "--workers-min=2", "--speculate=0"])
    let workers = try ["h2", "h3"].map { try testbed.worker(on: $0) }
    server.waitForStep(20)
    try testbed.cut(host)
    // The length of the fault itself, not a wait for something.
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end { usleep(50_000) }
    #expect(server.isRunning)
    try testbed.mend(host)
    #expect(server.waitForEnd().code == 0)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    #expect(try testbed.run.hash() == SameBitsTests.longReference.get())
    // It was missed, and came back.
    #expect(try testbed.run.log("worker_left").contains { $0["worker"] == "h3" })
    let joined = try testbed.run.log("worker_joined").filter { $0["worker"] == "h3" }
    #expect(joined.count >= 2)
  }

  @Test func `a host vanishes for good`() throws {
    let testbed = try Testbed(hosts: 4, steps: DigitsRun.manySteps)
    let server = try testbed.server(
      ["--workers-expected=3", "--heartbeat-timeout=2", "--speculate=0"])
    let stay = try ["h2", "h3"].map { try testbed.worker(on: $0) }
    let vanishes = try testbed.worker(on: "h4")
    server.waitForStep(20)
    try testbed.cut("h4")
    vanishes.signal(SIGKILL)
    let left = try #require(server.waitForEvent("worker_left"))
    #expect(left["worker"] == "h4")
    #expect(server.waitForEnd().code == 0)
    for worker in stay { #expect(worker.waitForEnd().code == 0) }
    #expect(try testbed.run.hash() == SameBitsTests.longReference.get())
  }

  /// θ to each worker and a gradient from each, once a step. What comes on top are the packets'
  /// heads (66 of 1514 bytes), their acknowledgements and what got lost in a queue, which is far
  /// less than one θ more a step would be.
  @Test(arguments: [[], ["--in-turn"]])
  func `no more is sent than must be`(options: [String]) throws {
    let workers = 3
    let parameters = 64 * 512 + 512 + 512 * 10 + 10
    let steps = 24
    let testbed = try Testbed(hosts: 1 + workers, rate: "100mbit", steps: steps)
    let server = try testbed.server(
      ["--workers-expected=\(workers)", "--speculate=0", "--equal-shares"] + options,
      job: [
        "--data=digits", "--validation=none", "--model=64-512-10", "--batch=24",
        "--micro-batches=3", "--checkpoint-every=1000",
      ])
    let running = try (2...1 + workers).map { try testbed.worker(on: "h\($0)") }
    #expect(server.waitForEnd().code == 0)
    for worker in running { #expect(worker.waitForEnd().code == 0) }
    let least = steps * workers * parameters * 4
    let bytes = try testbed.bytes(of: "h1")
    for moved in [bytes.sent, bytes.received] {
      #expect(moved >= least)
      #expect(Double(moved) < Double(least) * (1 + 0.5 / Double(workers)))
    }
  }
}
