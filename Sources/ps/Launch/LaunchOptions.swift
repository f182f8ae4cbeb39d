import CommandLineParsing
import Coordination
import Jobs
import Platform

/// What `ps launch` takes beside what it passes on to `ps serve`.
struct LaunchOptions {
  static let table: [CommandOption] =
    [
      CommandOption(
        "workers", value: "N", summary: "Worker processes to start", default: "the processors",
        group: "Launcher", environmentVariable: CommandOption.environmentVariable(for: "workers")),
      CommandOption(
        "max-restarts", value: "N",
        summary: "Start a worker again that crashes, so many times in all", default: "0",
        group: "Launcher",
        environmentVariable: CommandOption.environmentVariable(for: "max-restarts")),
      CommandOption(
        "worker-key", value: "FILE", form: .file,
        summary: "The key pair that the workers get, beside --key and --authorized-workers",
        default: "new keys for each launch over hosts", group: "Launcher",
        environmentVariable: CommandOption.environmentVariable(for: "worker-key")),
    ]
    + RemoteOptions.table

  /// What `serve` takes and the launcher passes on; an address is not needed.
  static let passedOn =
    ServeOptions.table.filter { !["exit-with-parent", "notices"].contains($0.name) }
    .map { option in
      switch option.name {
      case "bind":
        option.withDefault("a socket of its own, or for other hosts a free port")
          .withSummary("Where workers connect: tcp://ADDRESS:PORT or ipc://PATH")
      case "workers-expected": option.withDefault("all workers")
      default: option
      }
    }
    + JobOption.all.map(\.command)

  /// What is started.
  let plan: LaunchPlan
  /// How workers are started on hosts; nil where they are started here.
  let remote: RemoteOptions?
  /// Where the workers' program lies, there or here.
  let workerPath: String
  /// Where the workers look for their data, if not where the job says.
  let dataFolder: String?
  /// The arguments for `ps serve`, but its address.
  let serverArguments: [String]
  let keys: KeyChoice
  /// The server's keys, where the user has given some.
  let serverKeys: ServerKeys?
  /// The address to listen at that was asked for, if one was.
  let endpoint: String?
  let showsJSON: Bool
  let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    remote = try RemoteOptions(arguments)
    let workers =
      try remote?.hosts.slots ?? arguments.wholeNumber("workers", in: 1...Limits.sessionsMax)
      ?? ThisProcess.processorCount
    let restartsMax = try arguments.wholeNumber("max-restarts", in: 0...1_000_000) ?? 0
    showsJSON = arguments.text("log-format") == "json"
    isQuiet = arguments.isSet("quiet")
    // What is wrong with the server's options is said before any process is started.
    let served = try ServeOptions(arguments, mayBeReached: remote != nil)
    guard served.workersMin <= workers else {
      throw UsageError(
        "--workers-min \(served.workersMin) is more than the \(workers) workers that are started: "
          + "training would never begin")
    }
    keys = try KeyChoice(arguments)
    serverKeys = served.keys
    endpoint = arguments.text("bind") == nil ? nil : served.endpoint
    workerPath = try Self.workerPath(arguments, isHere: remote == nil)
    dataFolder = arguments.text("data-dir")
    let expected = arguments.value("workers-expected") == nil ? workers : served.workersExpected
    plan =
      remote.map {
        .over(
          $0.hosts, workersExpected: expected, workersMin: served.workersMin,
          restartsMax: restartsMax)
      }
      ?? .local(
        workers: workers, workersExpected: expected, workersMin: served.workersMin,
        restartsMax: restartsMax)
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

  /// Where `--worker-path` says, else beside this program.
  private static func workerPath(_ arguments: ParsedArguments, isHere: Bool) throws -> String {
    guard let own = ThisProcess.executablePath else {
      throw RunFailure("can't find out where this program lies")
    }
    let path = arguments.text("worker-path") ?? Files.folder(of: own) + "/worker"
    guard !isHere || Files.exists(path) else {
      throw RunFailure(
        arguments.text("worker-path") == nil
          ? "there is no program 'worker' beside '\(own)'" : "there is no program '\(path)'")
    }
    return path
  }
}
