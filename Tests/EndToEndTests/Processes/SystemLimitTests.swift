import Foundation
import Glibc
import Testing

/// What the system refuses is one sentence, and no crash in a library that asks without looking.
@Suite(.enabled(if: OtherUser.canRunPrograms, "no other user can run the programs under test"))
struct SystemLimitTests {
  /// Runs a program as another user, with these limits.
  private func run(
    _ limits: String, _ program: URL, _ arguments: [String], as user: Int
  ) throws -> Running.Ending {
    try Running(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "bash", "-c"]
        + ["\(limits); exec \"$@\"", "bash", program.path] + arguments
    ).waitForEnd()
  }

  /// The limit counts all threads of the user, who has no others.
  @Test(arguments: 1...6) func `threads, of a server`(limit: Int) throws {
    let scratch = try Scratch()
    #expect(chmod(scratch.url.path, 0o777) == 0)
    let ending = try run(
      "ulimit -u \(limit)", Programs.ps,
      ["serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))", "--model=64-10"],
      as: 61_000 + limit)
    #expect(ending.code == 1)
    #expect(ending.error.hasPrefix("ps: the system has no room for thread "))
    #expect(ending.error.hasSuffix(" that are needed: ulimit -u is \(limit)\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == [])
  }

  @Test(arguments: 1...3) func `threads, of a worker`(limit: Int) throws {
    let scratch = try Scratch()
    let ending = try run(
      "ulimit -u \(limit)", Programs.worker, ["--connect=\(scratch.endpoint)", "--name=w"],
      as: 61_100 + limit)
    #expect(ending.code == 1)
    #expect(
      ending.error == "worker w: the system has no room for thread \(limit) of 3 that are needed: "
        + "ulimit -u is \(limit)\n")
  }

  /// All that it starts is counted before any of it is started: the processes would be in each other's way.
  @Test(arguments: [8, 12, 16]) func `threads, of a launch`(limit: Int) throws {
    let scratch = try Scratch()
    #expect(chmod(scratch.url.path, 0o777) == 0)
    let ending = try run(
      "ulimit -u \(limit)", Programs.ps,
      ["launch", "--workers=2", "--model=64-10", "--steps=5", "--out=\(scratch.path("run"))"],
      as: 61_300 + limit)
    #expect(ending.code == 1)
    #expect(ending.error.hasPrefix("ps: the system has no room for thread "))
    #expect(ending.error.hasSuffix(" of 19 that are needed: ulimit -u is \(limit)\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == [])
  }

  /// Enough to start by, and not enough to compute with: OpenBLAS would ask for it without end.
  @Test func `memory, of a worker and of an evaluation`() throws {
    let scratch = try Scratch()
    #expect(chmod(scratch.url.path, 0o755) == 0)
    let training = try ps(
      "launch", "--workers=1", "--model=64-10", "--data=digits", "--steps=5", "--quiet",
      "--out=\(scratch.path("run"))")
    #expect(training.code == 0)
    for (program, arguments) in [
      (Programs.worker, ["--connect=\(scratch.endpoint)", "--name=w"]),
      (Programs.ps, ["evaluate", "--checkpoint=\(scratch.path("run"))"]),
    ] {
      let ending = try run("ulimit -v 190000", program, arguments, as: 61_200)
      #expect(ending.code == 1)
      #expect(
        ending.error.hasSuffix(
          ": the system has no room for 144 MB of memory that computing needs: ulimit -v is 190000\n"
        ))
    }
  }
}
