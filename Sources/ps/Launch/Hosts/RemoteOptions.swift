import CommandLineParsing
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
    option(
      "data-dir", value: "DIR",
      summary: "Where the workers look for the job's data files, instead of where the job says"),
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
  init?(_ arguments: ParsedArguments) throws {
    let (list, file) = (arguments.value("hosts"), arguments.value("hostfile"))
    guard list != nil || file != nil else { return nil }
    if let list, let file {
      throw UsageError("\(list.label) and \(file.label) both name hosts: give one of them")
    }
    if let workers = arguments.value("workers") {
      throw UsageError(
        "\(workers.label) is for workers on this machine; on hosts, \((list ?? file)?.label ?? "") "
          + "says how many there are")
    }
    if let list {
      hosts = try HostList.parse(list.text, label: list.label)
    } else if let file {
      hosts = try Hostfile.parse(
        String(decoding: try Files.rawContents(of: file.text), as: UTF8.self), path: file.text)
    } else {
      return nil
    }
    let command = arguments.value("remote-shell")
    shell = try RemoteShell(
      command?.text ?? RemoteShell.defaultCommand, label: command?.label ?? "--remote-shell")
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
