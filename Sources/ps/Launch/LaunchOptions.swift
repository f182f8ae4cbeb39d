import CommandLineParsing
import Coordination
import Jobs
import Platform

/// What `ps launch` takes beside what it passes on to `ps serve`.
struct LaunchOptions {
  static let table: [CommandOption] = [
    CommandOption(
      "workers", value: "N", summary: "Worker processes to start", default: "the processors",
      group: "Launcher", environmentVariable: CommandOption.environmentVariable(for: "workers")),
    CommandOption(
      "max-restarts", value: "N",
      summary: "Start a worker again that crashes, so many times in all", default: "0",
      group: "Launcher",
      environmentVariable: CommandOption.environmentVariable(for: "max-restarts")),
  ]

  /// What `serve` takes and the launcher passes on; an address is not needed.
  static let passedOn =
    ServeOptions.table.filter { $0.name != "exit-with-parent" }
    + JobOption.all.map(\.command)

  let workers: Int
  let restartsMax: Int
  /// The arguments for `ps serve`, but its address.
  let serverArguments: [String]
  /// The address to listen at that was asked for, if one was.
  let endpoint: String?
  /// Where the workers find a server that listens there.
  let workersEndpoint: String?
  let showsJSON: Bool
  let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    workers =
      try arguments.wholeNumber("workers", in: 1...Limits.sessionsMax)
      ?? ThisProcess.processorCount
    restartsMax = try arguments.wholeNumber("max-restarts", in: 0...1_000_000) ?? 0
    showsJSON = arguments.text("log-format") == "json"
    isQuiet = arguments.isSet("quiet")
    // What is wrong with the server's options is said before any process is started.
    let served = try ServeOptions(arguments)
    guard served.workersMin <= workers else {
      throw UsageError(
        "--workers-min \(served.workersMin) is more than the \(workers) workers that are started: "
          + "training would never begin")
    }
    endpoint = arguments.text("bind") == nil ? nil : served.endpoint
    workersEndpoint = try endpoint.map { endpoint throws(UsageError) in
      try Endpoint.forLocalWorkers(endpoint)
    }
    var passed: [String] = []
    for option in Self.passedOn where option.name != "bind" {
      // What the environment gives, the server reads there itself.
      guard let value = arguments.value(option.name), case .flag = value.origin else { continue }
      if case .flag(let inverse) = option.kind {
        if value.text == "true" {
          passed.append("--\(option.name)")
        } else if let inverse {
          passed.append("--\(inverse)")
        }
      } else {
        passed.append("--\(option.name)=\(value.text)")
      }
    }
    if arguments.value("workers-expected") == nil {
      passed.append("--workers-expected=\(workers)")
    }
    serverArguments = passed
  }
}
