import CommandLineParsing
import Coordination
import Jobs
import Platform

/// What `ps serve` takes beside the job: where it listens, where it writes, how it watches.
struct ServeOptions {
  static let group = "Server"

  static let table: [CommandOption] = [
    CommandOption(
      "job", value: "FILE", form: .file,
      summary: "Read the job from a JSON file; options given beside it win", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "job")),
    CommandOption(
      "bind", value: "ENDPOINT", form: .suggestions(["tcp://127.0.0.1:", "ipc://"]),
      summary: "Where workers connect: tcp://ADDRESS:PORT or ipc://PATH (port * takes a free one)",
      default: "tcp://127.0.0.1:5555", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "bind")),
    CommandOption(
      "out", value: "DIR", form: .folder,
      summary: "The run's folder, which must not hold another run",
      default: "runs/DATA-TIME", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "out")),
    CommandOption(
      flag: "resume", summary: "Go on from the newest whole checkpoint in the folder --out",
      group: group),
    CommandOption(
      flag: "allow-changed-data",
      summary: "Beside --resume: go on although the data are not those of before; columns, scaling "
        + "and classes stay as the model has learned by", group: group),
    CommandOption(
      "data-dir", value: "DIR", form: .folder,
      summary: "Look for the job's data files in this folder instead of where the job says",
      group: group, environmentVariable: CommandOption.environmentVariable(for: "data-dir")),
    CommandOption(
      "workers-expected", value: "N", summary: "Start training when so many workers are ready",
      default: "1", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "workers-expected")),
    CommandOption(
      "workers-min", value: "N", summary: "Wait with training while fewer workers are ready",
      default: "1", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "workers-min")),
    CommandOption(
      flag: "equal-shares",
      summary: "Give every worker as many micro-batches, however slow it is", group: group),
    CommandOption(
      flag: "in-turn",
      summary: "Send the weights to one worker after the other, in mode sync: faster over links "
        + "that they fill, since the first compute and push meanwhile", group: group),
    CommandOption(
      "speculate", value: "SHARE",
      summary:
        "At most this share of the work is given to a second worker because the first is late; "
        + "whoever is first is used, to the same bits; 0 for none",
      default: "0.25", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "speculate")),
    CommandOption(
      "heartbeat-timeout", value: "SECONDS",
      summary: "Give up a worker that has been silent for so long", default: "10", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "heartbeat-timeout")),
    CommandOption(
      "threads", value: "N", summary: "Threads that apply updates", default: "the processors",
      group: group, environmentVariable: CommandOption.environmentVariable(for: "threads")),
    CommandOption(
      "io-threads", value: "N", summary: "Threads that move messages", default: "2", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "io-threads")),
    CommandOption(
      flag: "allow-mixed-kernels",
      summary: "Take workers whose BLAS kernel differs from the server's: the weights' bits then "
        + "depend on which worker computes what", group: group),
    CommandOption(
      "key", value: "FILE", form: .file,
      summary: "The server's own key pair, as ps keygen makes it (server.key_secret): all that is "
        + "sent is encrypted, and workers know the server by it", group: group,
      environmentVariable: "PS_SERVER_KEY"),
    CommandOption(
      "authorized-workers", value: "DIR", form: .folder,
      summary: "Let in the workers whose public keys are in this folder (NAME.key), and no others; "
        + "it may change while the run goes on", group: group,
      environmentVariable: "PS_AUTHORIZED_WORKERS"),
    CommandOption(
      flag: "insecure",
      summary:
        "Listen on an address that other hosts reach without keys, unencrypted and open to all",
      group: group),
    CommandOption(
      "log-every", value: "STEPS", summary: "Write every so many steps to log.jsonl",
      default: "10", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "log-every")),
    CommandOption(
      "log-format", value: "FORMAT", form: .choices(["text", "json"]),
      summary: "What standard error shows: words and progress, or the lines of log.jsonl",
      default: "text", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "log-format")),
    CommandOption(
      "notices", value: "FILE", form: .file,
      summary:
        "Write there too, as log.jsonl has it, where the server listens, who joins, and that "
        + "training begins; for programs that started it", group: group,
      environmentVariable: CommandOption.environmentVariable(for: "notices")),
    CommandOption(flag: "quiet", summary: "Show nothing but failures", group: group),
    CommandOption(
      flag: "exit-with-parent", summary: "End when the process that started this one ends",
      group: group),
  ]

  /// Where it listens and for how many workers it waits, as the log shows it, where that was given.
  let settings: [String]
  /// Those of them that the scheduler gave.
  let scheduledSettings: [String]
  let jobFile: String?
  let endpoint: String
  /// Nil for a server that has none and takes whoever reaches it.
  let keys: ServerKeys?
  let folder: String?
  let resumes: Bool
  let allowsChangedData: Bool
  /// Where to look for the data, if not where the job says.
  let dataFolder: String?
  let workersExpected: Int
  let workersMin: Int
  let sharesFollowPace: Bool
  let sendsInTurn: Bool
  let speculationShare: Double
  let heartbeatTimeout: Interval
  let threads: Int
  let inputOutputThreads: Int
  let allowsMixedKernels: Bool
  let logEvery: Int
  let showsJSON: Bool
  let noticesFile: String?
  let isQuiet: Bool
  let exitsWithParent: Bool

  /// - Parameter mayBeReached: whether other hosts may reach the server although no keys are given,
  ///   since whoever starts it gives it some.
  init(_ arguments: ParsedArguments, mayBeReached: Bool = false) throws(UsageError) {
    let given = ["bind", "workers-expected"].compactMap { name in
      arguments.value(name).map { (text: "\(name) \($0.text) (\($0.origin))", origin: $0.origin) }
    }
    settings = given.map(\.text)
    scheduledSettings = given.filter { $0.origin.isScheduler }.map(\.text)
    jobFile = arguments.text("job")
    keys = try ServerKeys(arguments)
    endpoint = try Endpoint.checked(
      arguments.text("bind") ?? "tcp://127.0.0.1:5555",
      mayBeReached: mayBeReached || keys != nil || arguments.isSet("insecure"))
    folder = arguments.text("out")
    resumes = arguments.isSet("resume")
    allowsChangedData = arguments.isSet("allow-changed-data")
    dataFolder = arguments.text("data-dir")
    workersExpected =
      try arguments.wholeNumber("workers-expected", in: 1...Limits.sessionsMax) ?? 1
    workersMin = try arguments.wholeNumber("workers-min", in: 1...Limits.sessionsMax) ?? 1
    sharesFollowPace = !arguments.isSet("equal-shares")
    sendsInTurn = arguments.isSet("in-turn")
    speculationShare =
      try arguments.share("speculate") ?? Limits.speculationShareDefault
    heartbeatTimeout = .seconds(
      UInt64(try arguments.wholeNumber("heartbeat-timeout", in: 1...86_400) ?? 10))
    threads = try arguments.wholeNumber("threads", in: 1...256) ?? ThisProcess.processorCount
    inputOutputThreads = try arguments.wholeNumber("io-threads", in: 1...64) ?? 2
    allowsMixedKernels = arguments.isSet("allow-mixed-kernels")
    logEvery = try arguments.wholeNumber("log-every", in: 1...1_000_000_000) ?? 10
    showsJSON = arguments.text("log-format") == "json"
    noticesFile = arguments.text("notices")
    isQuiet = arguments.isSet("quiet")
    exitsWithParent = arguments.isSet("exit-with-parent")
    if resumes, folder == nil {
      throw UsageError("--resume needs --out with the folder of the run to go on with")
    }
    if allowsChangedData, !resumes {
      throw UsageError("--allow-changed-data is for a run that goes on: it needs --resume")
    }
  }
}
