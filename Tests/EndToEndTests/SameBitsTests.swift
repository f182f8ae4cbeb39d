import Foundation
import Testing

/// Real processes: θ's bits are those of a plain sequential loop, whoever computes.
@Suite(.serialized) struct SameBitsTests {
  static let reference = Result { try SequentialReference.hash(steps: DigitsRun.steps) }
  static let longReference = Result { try SequentialReference.hash(steps: DigitsRun.manySteps) }

  @Test(arguments: [1, 2, 3, 5, 8])
  func `any number of workers`(workers: Int) throws {
    let run = DigitsRun(scratch: try Scratch())
    let ending = try Running(
      Programs.ps,
      ["launch", "--workers=\(workers)", "--out=\(run.out)", "--steps=\(run.steps)", "--quiet"]
        + DigitsRun.job
    ).waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try run.hash() == Self.reference.get())
  }

  /// By a name that has addresses of either kind, and by an IPv6 address.
  @Test(arguments: ["tcp://localhost:*", "tcp://[::1]:*"])
  func `workers that connect to`(endpoint: String) throws {
    let run = DigitsRun(scratch: try Scratch())
    let server = try run.server("--bind=\(endpoint)", "--workers-expected=2")
    let listening = try #require(server.waitForEvent("listening")?["endpoint"]?.stringValue)
    let port = listening.split(separator: ":").last ?? ""
    let connect = "--connect=\(endpoint.dropLast())\(port)"
    let workers = try (0..<2).map { _ in try Running(Programs.worker, [connect]) }
    #expect(server.waitForEnd().code == 0)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    #expect(try run.hash() == Self.reference.get())
  }

  @Test func `the same run twice`() throws {
    var hashes: [String] = []
    for _ in 0..<2 {
      let run = DigitsRun(scratch: try Scratch())
      let server = try run.server("--workers-expected=2")
      let workers = [try run.worker(), try run.worker()]
      #expect(server.waitForEnd().code == 0)
      for worker in workers { #expect(worker.waitForEnd().code == 0) }
      hashes.append(try run.hash())
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test func `workers before the server, and one that joins in mid-run`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let early = try run.worker("--name=early")
    let server = try run.server()
    server.waitForStep(20)
    let late = try run.worker("--name=late")
    #expect(server.waitForEnd().code == 0)
    #expect(early.waitForEnd().code == 0)
    // It may have come too late to be needed; it then looks for the server until it is stopped.
    late.signal(SIGTERM)
    #expect(late.waitForEnd().code == 0)
    #expect(try run.hash() == Self.reference.get())
  }

  @Test func `a run stopped at step 100 and resumed with other workers`() throws {
    var run = DigitsRun(scratch: try Scratch())
    run.steps = 100
    let first = try run.server("--workers-expected=3")
    let workers = [try run.worker(), try run.worker(), try run.worker()]
    #expect(first.waitForEnd().code == 0)
    for worker in workers { #expect(worker.waitForEnd().code == 0) }
    _ = try run.hash()

    run.steps = DigitsRun.steps
    let second = try run.server("--resume")
    let worker = try run.worker()
    #expect(second.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(try run.hash() == Self.reference.get())
    #expect(try run.log("listening").map { $0["generation"] } == [.integer(1), .integer(2)])
  }

  @Test func `a server that is terminated in mid-run and resumed`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let first = try run.server()
    let worker = try run.worker()
    first.waitForStep(30)
    first.signal(SIGTERM)
    #expect(first.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    let second = try run.server("--resume")
    let other = try run.worker()
    #expect(second.waitForEnd().code == 0)
    #expect(other.waitForEnd().code == 0)
    #expect(try run.hash() == Self.longReference.get())
  }

  @Test func `a server that is killed and resumed, by workers that stay`() throws {
    let run = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let first = try run.server()
    let worker = try run.worker()
    first.waitForStep(120)
    first.signal(SIGKILL)
    #expect(first.waitForEnd().code == -SIGKILL)
    let second = try run.server("--resume")
    #expect(second.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(try run.hash() == Self.longReference.get())
  }
}
