import CommandLineParsing
import Platform

/// `ps launch`: a whole run on this machine.
enum LaunchCommand: ServerCommand {
  static let command = Command(
    "launch", summary: "Train with one server and N workers on this machine",
    discussion: [
      "Starts ps serve and N workers, shows what the server shows, and ends with one exit code for "
        + "all: 0 when the run is done. Ctrl-C writes a checkpoint and ends everything."
    ],
    options: LaunchOptions.table + LaunchOptions.passedOn)

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let options = try LaunchOptions(arguments)
    guard let wakeup = Wakeup() else { throw RunFailure("the system has no more descriptors") }
    let signals = Signals(
      [Signals.interrupt, Signals.terminate, Signals.childEnded], wakeup: wakeup)
    let folder = try TemporaryFolder(prefix: "lockstep-")
    defer { folder.remove() }
    let own = "ipc://\(folder.path)/server"
    let launch = try Launch(
      options, endpoint: options.endpoint ?? own, workersEndpoint: options.workersEndpoint ?? own,
      wakeup: wakeup, signals: signals)
    return try launch.run()
  }
}
