import CommandLineParsing
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
      [Signals.interrupt, Signals.terminate, Signals.childEnded], wakeup: wakeup)
    let folder = try TemporaryFolder(prefix: "lockstep-")
    defer { folder.remove() }
    let launch = try Launch(
      options, endpoints: try endpoints(options, folder: folder), folder: folder, wakeup: wakeup,
      signals: signals)
    return try launch.run()
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
