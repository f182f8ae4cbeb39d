import Foundation
import Testing

extension BadInputTests {
  /// Named pipes to which nobody writes, in the place of files.
  struct UnwrittenPipeTests {
    /// What is read once may be a pipe; the wait for its writer ends with a signal that asks for an end.
    @Test(arguments: ["--job", "--init"]) func `of a server's options`(option: String) throws {
      let scratch = try Scratch()
      let pipe = scratch.path("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      let server = try Running(
        Programs.ps,
        ["serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))"]
          + ["\(option)=\(pipe)"] + (option == "--init" ? ["--model=64-10"] : []))
      server.signal(SIGTERM)
      let ending = server.waitForEnd()
      #expect(ending.code == 2)
      #expect(
        ending.error
          == "ps: can't read '\(pipe)': it was told to terminate before anything came\n")
    }

    @Test func `of a launch, which passes the signal on`() throws {
      let scratch = try Scratch()
      let pipe = scratch.path("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      let launch = try Running(
        Programs.ps,
        [
          "launch", "--workers=1", "--model=64-10", "--init=\(pipe)",
          "--out=\(scratch.path("run"))",
        ])
      launch.signal(SIGINT)
      let ending = launch.waitForEnd()
      #expect(ending.code != 0)
      #expect(
        ending.error.contains("can't read '\(pipe)': it was interrupted before anything came"))
    }

    /// In a run's folder a pipe can only be a mistake.
    @Test(arguments: ["generation", "log.jsonl", "job.json"])
    func `in a run's folder`(name: String) throws {
      let scratch = try Scratch()
      let out = scratch.path("run")
      let run = try ps("launch", "--workers=1", "--steps=5", "--quiet", "--out=\(out)")
      #expect(run.code == 0)
      try FileManager.default.removeItem(atPath: "\(out)/\(name)")
      #expect(mkfifo("\(out)/\(name)", 0o600) == 0)
      let resumed = try ps(
        "serve", "--resume", "--bind=\(scratch.endpoint)", "--out=\(out)", "--steps=10")
      #expect(resumed.code == 2)
      #expect(resumed.error.contains("'\(out)/\(name)': "))
      let reported = try ps("report", out)
      #expect(reported.code == (name == "log.jsonl" ? 2 : 0))
    }
  }
}
