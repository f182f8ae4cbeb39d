import CommandLineParsing
import Jobs
import Platform

/// `ps keygen`: keys for a server and its workers.
enum KeygenCommand: ServerCommand {
  static let command = Command(
    "keygen", summary: "Make the keys with which a server and its workers know each other",
    discussion: [
      "Makes the server's key pair, unless it is there, and one for each worker named, as files in "
        + "DIR; the workers' public keys are in DIR/workers, which lists those that ps serve lets "
        + "in. A key is never replaced. Secret files (NAME.key_secret) are readable by their owner "
        + "alone; hand them on by a safe way, such as scp."
    ],
    operands: [Operand("DIR", form: .folder, summary: "Where the keys are, or are to be")],
    options: [
      CommandOption(
        "worker", value: "NAME", summary: "Make a worker's keys under this name",
        default: "worker", isRepeatable: true)
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let keys = KeyFolder(arguments.operands[0])
    let given = arguments.values("worker").map(\.text)
    let names = given.isEmpty ? ["worker"] : given
    for (index, name) in names.enumerated() {
      guard !names[..<index].contains(name) else {
        throw UsageError("--worker \(name) is given twice")
      }
      try keys.checkIsFree(worker: name)
    }
    var written = try keys.addIgnoreFile()
    written += try keys.addServer()
    for name in names { written += try keys.addWorker(name) }
    Console.output(report(keys, names, written: written))
    return ExitCode.success.rawValue
  }

  private static func report(_ keys: KeyFolder, _ names: [String], written: [String]) -> String {
    let width = written.map(\.count).max() ?? 0
    let lines = written.map { path in
      let use =
        switch path {
        case keys.ignoreFilePath: "keeps the secret keys out of git"
        case keys.serverSecretPath: "secret: for the server's host alone"
        case keys.serverPublicPath: "for the host of every worker"
        case let path where path.hasPrefix(keys.workersPath + "/"): "lets that worker in"
        default: "secret: for the worker's host alone"
        }
      return "  " + path + String(repeating: " ", count: width - path.count) + "  " + use
    }
    return """
      written:
      \(lines.joined(separator: "\n"))
      the server:
        ps serve --bind tcp://ADDRESS:5555 --key \(keys.serverSecretPath) \
      --authorized-workers \(keys.workersPath)
      a worker, with copies of two of the files on its host:
        worker --connect tcp://ADDRESS:5555 --key \(keys.workerSecretPath(names[0])) \
      --server-public-key \(keys.serverPublicPath)

      """
  }
}
