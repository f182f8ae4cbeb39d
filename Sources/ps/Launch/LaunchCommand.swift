import CommandLineParsing
import Coordination
import Platform

/// `ps launch`: a whole run, on this machine or with workers on others.
enum LaunchCommand: ServerCommand {
  static let command = Command(
    "launch", summary: "Train with one server and N workers, here or on other hosts",
    discussion: [
      "Starts ps serve and N workers, shows what the server shows, and ends with one exit code for "
        + "all: 0 when the run is done. Ctrl-C writes a checkpoint and ends everything.",
      "With --hosts or --hostfile the workers are started on those hosts, by ssh unless told "
        + "otherwise, in the folder of the same name as the present one where there is one; the "
        + "server runs here. What a worker says is shown with who says it.",
    ],
    options: LaunchOptions.table + LaunchOptions.passedOn)

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let options = try LaunchOptions(arguments)
    guard let wakeup = Wakeup() else { throw RunFailure("the system has no more descriptors") }
    let signals = Signals(
      Signals.endings + [Signals.checkpoint, Signals.childEnded, Signals.suspend], wakeup: wakeup)
    try checkThreads(options)
    let folder = try TemporaryFolder(prefix: "lockstep-", socketName: "server")
    defer { folder.remove() }
    let endpoints = try endpoints(options, folder: folder)
    let launch = try Launch(
      options, endpoints: endpoints,
      keys: try keys(options, isReached: endpoints.isServerReached, folder: folder),
      folder: folder, wakeup: wakeup, signals: signals)
    return try launch.run()
  }

  /// Checks that all processes that are started here find room for their threads, before any of them
  /// could take it from another.
  private static func checkThreads(_ options: LaunchOptions) throws {
    let workers = options.remote == nil ? options.plan.workers.count : 0
    // The server, and `ps data`, which it starts; the launcher's own thread that writes messages.
    let server = 1 + Limits.serverThreads + inputOutputThreads + 2 + 1
    try RoomCheck.threads(server + workers * (1 + Limits.workerThreads))
  }

  /// As many as a server has unless told otherwise.
  private static let inputOutputThreads = 2

  /// What is sent between hosts is encrypted, between keys that are checked, unless told otherwise.
  private static func keys(
    _ options: LaunchOptions, isReached: Bool, folder: TemporaryFolder
  ) throws -> LaunchKeys? {
    switch (options.keys, options.serverKeys) {
    case (.own(let worker, let path), let server?):
      return try LaunchKeys(of: worker, path: path, server: server, in: folder)
    case (.new, nil):
      guard isReached, let hosts = options.remote?.hosts else { return nil }
      return try LaunchKeys(for: hosts, in: folder)
    default:
      return nil
    }
  }

  private static func endpoints(
    _ options: LaunchOptions, folder: TemporaryFolder
  ) throws -> LaunchEndpoints {
    if let hosts = options.remote?.hosts {
      return LaunchEndpoints(
        try ServerReach(bind: options.endpoint, hosts: hosts, route: Route.localAddress))
    }
    let own = "ipc://\(folder.path)/server"
    return LaunchEndpoints(
      server: options.endpoint ?? own,
      workers: try options.endpoint.map { endpoint throws(UsageError) in
        try Endpoint.forLocalWorkers(endpoint)
      } ?? own)
  }
}
