import Foundation
import Testing

extension BadInputTests {
  /// Where a run would take the place of another one.
  struct TakenPlaceTests {
    private static let job = ["--model=64-10", "--quiet"]

    @Test(arguments: ["tcp", "ipc"])
    func `a second server at one address`(transport: String) throws {
      let run = DigitsRun(scratch: try Scratch())
      let address = transport == "tcp" ? "tcp://127.0.0.1:*" : run.scratch.endpoint
      let first = try Running(
        Programs.ps,
        ["serve", "--bind=\(address)", "--out=\(run.out)", "--steps=\(run.steps)"]
          + ["--log-every=1", "--log-format=json"] + DigitsRun.job
          // More than the launch below has, whose workers may find this server before they end.
          + ["--workers-expected=3"])
      let endpoint = try #require(first.waitForEvent("listening")?["endpoint"]?.stringValue)
      let other = run.scratch.path("other")
      let arguments = ["--bind=\(endpoint)", "--out=\(other)"] + Self.job
      let reason =
        transport == "tcp"
        ? "another program does; choose another port, or * for a free one"
        : "another server does; choose another path"
      for command in [["serve"], ["launch", "--workers=2"]] {
        let second = try Running(Programs.ps, command + arguments).waitForEnd()
        #expect(second.code == 2)
        #expect(
          second.error.split(separator: "\n").first == "ps: can't listen at \(endpoint): \(reason)")
        #expect(!exists(other))
      }
      // The first one has not been disturbed.
      let workers = try (0..<3).map { _ in
        try Running(Programs.worker, ["--connect=\(endpoint)", "--quiet"])
      }
      #expect(first.waitForEnd().code == 0)
      for worker in workers { #expect(worker.waitForEnd().code == 0) }
      #expect(try run.hash() == SameBitsTests.reference.get())
    }

    @Test func `a socket that a killed server has left`() throws {
      let run = DigitsRun(scratch: try Scratch())
      let killed = try run.server()
      _ = killed.waitForEvent("listening")
      killed.signal(SIGKILL)
      _ = killed.waitForEnd()
      #expect(exists(run.scratch.path("socket")))
      let server = try run.server("--resume")
      let worker = try run.worker()
      #expect(server.waitForEnd().code == 0)
      #expect(worker.waitForEnd().code == 0)
    }

    @Test(arguments: ["serve", "launch"])
    func `a folder that holds a run`(command: String) throws {
      let scratch = try Scratch()
      let out = try SavedRun.copy(to: scratch)
      let before = try contents(of: out)
      let ending = try ps(command, "--bind=\(scratch.endpoint)", "--out=\(out)", "--quiet")
      #expect(ending.code == 2)
      #expect(
        ending.error.split(separator: "\n").first
          == "ps: '\(out)' holds a run already: go on with it by --resume, or choose another --out"
      )
      #expect(try contents(of: out) == before)
    }

    @Test func `a folder that another server is writing to`() throws {
      let run = DigitsRun(scratch: try Scratch())
      let first = try run.server()
      _ = first.waitForEvent("listening")
      let second = try ps(
        "serve", "--bind=ipc://\(run.scratch.path("second"))", "--out=\(run.out)", "--resume")
      #expect(second.code == 2)
      #expect(
        second.error
          == "ps: another server is writing to '\(run.out)': wait until it has ended, or choose "
          + "another --out\n")
      let worker = try run.worker()
      #expect(first.waitForEnd().code == 0)
      #expect(worker.waitForEnd().code == 0)
      #expect(try run.hash() == SameBitsTests.reference.get())
    }

    @Test func `a folder that was made for a run that can't begin stays, empty`() throws {
      let scratch = try Scratch()
      let out = scratch.path("mine")
      try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: false)
      let ending = try ps(
        "serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--model=2-2",
        "--data=csv:\(scratch.path("none.csv"))")
      #expect(ending.code == 2)
      #expect(try FileManager.default.contentsOfDirectory(atPath: out).isEmpty)
    }

    @Test func `a run that is stopped before its first step leaves nothing`() throws {
      let run = DigitsRun(scratch: try Scratch())
      let server = try run.server()
      _ = server.waitForEvent("waiting")
      server.signal(SIGTERM)
      #expect(server.waitForEnd().code == 0)
      #expect(!exists(run.out))
    }
  }
}
