import CommandLineParsing
import Jobs
import Platform

/// What a launch over hosts needs to know beside what every launch does.
struct RemoteOptions {
  static let table: [CommandOption] = [
    option(
      "hosts", value: "LIST",
      summary: "Start the workers on these hosts instead: h1:2,user@h2:4, a number for each"),
    option(
      "hostfile", value: "FILE", form: .file,
      summary: "The same from a file: lines of host slots=n; # begins a comment"),
    option(
      "remote-shell", value: "COMMAND",
      summary: "What runs a command line on a host, called as COMMAND HOST COMMANDLINE",
      default: RemoteShell.defaultCommand),
    option(
      "worker-path", value: "PATH",
      summary: "Where the program worker lies on the hosts", default: "the path that it has here"),
  ]

  let hosts: [WorkerHost]
  let shell: RemoteShell
  /// Where the workers are started, if they have such a folder.
  let folder = ThisProcess.folder
  /// Variables for the workers that are set here, `NAME=value`: they decide a result's bits.
  let environment = ["OPENBLAS_CORETYPE"].compactMap { name in
    ThisProcess.environment(name).map { "\(name)=\($0)" }
  }

  /// The options for a launch over hosts; nil where no hosts are given.
  ///
  /// - Parameter alternatives: the options that each say where all workers are started.
  init?(
    _ arguments: ParsedArguments, among alternatives: [String] = ["hosts", "hostfile", "workers"]
  ) throws {
    guard let hosts = try Self.hosts(arguments, among: alternatives) else { return nil }
    self.hosts = hosts
    let command = arguments.value("remote-shell")
    shell = try RemoteShell(
      command?.text ?? RemoteShell.defaultCommand, label: command?.label ?? "--remote-shell")
  }

  /// A flag wins over a variable; two that are as strong say different things.
  private static func hosts(
    _ arguments: ParsedArguments, among alternatives: [String]
  ) throws -> [WorkerHost]? {
    let given = alternatives.compactMap { name in
      arguments.value(name).map { (name: name, value: $0) }
    }
    guard let strongest = given.map(\.value.origin).max() else { return nil }
    let named = given.filter { $0.value.origin.rank == strongest.rank }
    guard named.count == 1 else {
      throw UsageError(
        "\(named[0].value.label) and \(named[1].value.label) both say where workers are started: "
          + "give one of them")
    }
    let (name, value) = named[0]
    switch name {
    case "hosts":
      return try HostList.parse(value.text, label: value.label)
    case "hostfile":
      let text = try Files.text(of: value.text)
      return try Hostfile.parse(text, path: value.text)
    default:
      return nil
    }
  }

  private static func option(
    _ name: String, value: String, form: ValueForm = .text, summary: String,
    default defaultText: String? = nil
  ) -> CommandOption {
    CommandOption(
      name, value: value, form: form, summary: summary, default: defaultText, group: "Hosts",
      environmentVariable: CommandOption.environmentVariable(for: name))
  }
}
