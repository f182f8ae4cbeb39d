import CommandLineParsing
import Testing

@testable import ps

struct LaunchOptionsTests {
  private func options(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> LaunchOptions? {
    guard
      case .run(let parsed) = try ServerProgram.program.parse(
        ["launch", "--remote-shell=/bin/sh", "--worker-path=/bin/true"] + arguments,
        environment: environment)
    else { return nil }
    return try LaunchOptions(parsed)
  }

  @Test func `the workers of hosts`() throws {
    let options = try #require(try options(["--hosts=h1:2,user@h2", "--max-restarts=3"]))
    #expect(options.plan.workers.map(\.name) == ["worker-0", "worker-1", "worker-2"])
    #expect(
      options.plan.workers.map(\.title) == ["worker-0 on h1", "worker-1 on h1", "worker-2 on h2"])
    #expect(options.plan.workersExpected == 3)
    #expect(options.plan.restartsMax == 3)
    #expect(options.serverArguments.contains("--workers-expected=3"))
    guard case .new = options.keys else {
      Issue.record("a launch over hosts has keys")
      return
    }
  }

  @Test func `a flag wins over a variable`() throws {
    let variables = ["PS_WORKERS": "5", "PS_HOSTS": "h1:7"]
    #expect(
      try options(["--hosts=h2:3"], environment: variables)?.plan.workers.map(\.title).last
        == "worker-2 on h2")
    #expect(
      try options(["--workers=4"], environment: variables)?.plan.workers.map(\.title).last
        == "worker-3")
    #expect(
      try options([], environment: ["PS_HOSTS": "h1:7"])?.plan.workers.map(\.title).last
        == "worker-6 on h1")
  }

  @Test func `a variable that names a worker's key is for workers started by hand`() throws {
    let options = try #require(
      try options(["--workers=1"], environment: ["PS_WORKER_KEY": "/no/file"]))
    #expect(options.serverKeys == nil)
  }

  @Test(
    arguments: [
      (
        ["--hosts=h1", "--workers=2"],
        "--hosts and --workers both say where workers are started: give one of them"
      ),
      (
        ["--hosts=h1", "--hostfile=f"],
        "--hosts and --hostfile both say where workers are started: give one of them"
      ),
      (
        ["--hosts=h1", "--workers-min=2"],
        "--workers-min 2 is more than the 1 workers that are started: training would never begin"
      ),
      (
        ["--hosts=h1", "--worker-key=k"],
        "--worker-key needs --key and --authorized-workers for the server; without all of them each "
          + "launch over hosts makes keys of its own"
      ),
      (
        ["--hosts=h1", "--key=k"],
        "--key needs --authorized-workers with the folder of the public keys that are let in"
      ),
    ] as [([String], String)])
  func `mistakes`(arguments: [String], sentence: String) {
    #expect(throws: UsageError(sentence)) { try options(arguments) }
  }
}
