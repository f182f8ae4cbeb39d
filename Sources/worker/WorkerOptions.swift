import CommandLineParsing
import Coordination
import Platform

/// What `worker` takes: where the server is, and where this host's data are.
struct WorkerOptions {
  static let command = Command(
    "worker", summary: "Train for the parameter server at an address",
    discussion: [
      "Gets the job from the server, loads the data itself, and computes until the run is over. It "
        + "may be started before the server, join at any time, and leave at any time."
    ],
    options: [
      CommandOption(
        "connect", value: "ENDPOINT", form: .suggestions(["tcp://127.0.0.1:", "ipc://"]),
        summary: "The server's address, as ps serve --bind has it",
        environmentVariable: CommandOption.environmentVariable(for: "connect"), isRequired: true),
      CommandOption(
        "key", value: "FILE", form: .file,
        summary: "This worker's own key pair, as ps keygen makes it (NAME.key_secret)",
        environmentVariable: "PS_WORKER_KEY"),
      CommandOption(
        "server-public-key", value: "FILE", form: .file,
        summary: "The server's public key (server.key): no other server is believed",
        environmentVariable: "PS_SERVER_PUBLIC_KEY"),
      CommandOption(
        "data-dir", value: "DIR", form: .folder,
        summary: "Look for the job's data files in this folder instead of where the job says",
        environmentVariable: CommandOption.environmentVariable(for: "data-dir")),
      CommandOption(
        "name", value: "NAME", summary: "What the server's log calls this worker",
        default: "HOST-PROCESS",
        environmentVariable: CommandOption.environmentVariable(for: "name")),
      CommandOption(
        "server-timeout", value: "SECONDS",
        summary: "Give up when no server has answered for so long", default: "60",
        environmentVariable: CommandOption.environmentVariable(for: "server-timeout")),
      CommandOption(
        "heartbeat-timeout", value: "SECONDS",
        summary: "Take the connection for broken when it has been silent for so long",
        default: "10",
        environmentVariable: CommandOption.environmentVariable(for: "heartbeat-timeout")),
      CommandOption(
        "log-format", value: "FORMAT", form: .choices(["text", "json"]),
        summary: "What standard error shows: words, or a JSON object a line", default: "text",
        environmentVariable: CommandOption.environmentVariable(for: "log-format")),
      CommandOption(flag: "quiet", summary: "Show nothing but failures"),
      CommandOption(
        flag: "exit-with-parent", summary: "End when the process that started this one ends"),
      CommandOption(
        flag: "keys-from-input",
        summary: "Read the keys from standard input, where a launcher hands them over"),
      CommandOption(
        flag: "exit-with-input",
        summary: "End when standard input does, which a launcher on another host holds open"),
    ])

  let endpoint: String
  /// Nil for a worker of a server that has none.
  let keys: WorkerKeys?
  let dataFolder: String?
  let name: String
  let serverTimeout: Interval
  let heartbeatTimeout: Interval
  let messages: MessageLines
  let exitsWithParent: Bool
  let exitsWithInput: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    endpoint = arguments.text("connect") ?? ""
    try ServerAddress.check(endpoint)
    keys = try WorkerKeys(arguments)
    dataFolder = arguments.text("data-dir")
    name = arguments.text("name") ?? "\(ThisProcess.hostName)-\(ThisProcess.id)"
    guard name.utf8.count <= Limits.nameBytesMax else {
      throw UsageError("--name must have at most \(Limits.nameBytesMax) bytes")
    }
    serverTimeout = .seconds(
      UInt64(try arguments.wholeNumber("server-timeout", in: 1...864_000) ?? 60))
    heartbeatTimeout = .seconds(
      UInt64(try arguments.wholeNumber("heartbeat-timeout", in: 1...86_400) ?? 10))
    messages = MessageLines(
      of: "worker \(name)", as: name, isJSON: arguments.text("log-format") == "json",
      isQuiet: arguments.isSet("quiet"))
    exitsWithParent = arguments.isSet("exit-with-parent")
    exitsWithInput = arguments.isSet("exit-with-input")
  }
}
