import CommandLineParsing
import Platform
import Reports

/// Where the workers are started whose scaling is measured.
struct ScaleHosts {
  /// Nil where they are started here.
  private let remote: RemoteOptions?
  /// The machines, and the cores of each.
  let budget: CoreBudget

  /// The hosts that the arguments name, each asked what machine it is.
  ///
  /// - Throws: a sentence about the arguments, or about a host that does not answer.
  init(_ arguments: ParsedArguments) throws {
    // The numbers of workers are for each point; hosts give places.
    remote = try RemoteOptions(arguments, among: ["hosts", "hostfile"])
    let home = CoreBudget.Host(
      name: ThisProcess.hostName, bootID: MachineIdentity.bootID,
      cores: ThisProcess.processorCount, slots: 0)
    budget = CoreBudget(home: home, hosts: try remote.map(Self.ask) ?? [])
  }

  /// How `ps launch` is told to start so many workers.
  func launchArguments(workers: Int) -> [String] {
    guard let remote else { return ["--workers=\(workers)"] }
    let places = zip(remote.hosts, budget.placement(workers: workers)).filter { $0.1 > 0 }
    return ["--hosts=" + places.map { "\($0.address):\($1)" }.joined(separator: ",")]
  }

  private static func ask(_ remote: RemoteOptions) throws -> [CoreBudget.Host] {
    try remote.hosts.map { host in
      let result = try ChildProcess.run(
        remote.shell.arguments(
          host: host.address, commandLine: "sh -c 'cat \(MachineIdentity.bootIDPath) && nproc'"),
        input: "", withoutVariables: { _ in false })
      // A login shell may have said something first.
      let lines = result.output.split(separator: "\n").suffix(2)
      guard result.ending == .exited(0), lines.count == 2, let bootID = lines.first,
        let cores = lines.last.flatMap({ Int($0) }), cores > 0
      else {
        let said = result.error.split(separator: "\n").last.map { ": \($0)" } ?? ""
        throw RunFailure("the host '\(host.address)' does not say how many cores it has\(said)")
      }
      return CoreBudget.Host(
        name: host.name, bootID: String(bootID), cores: cores, slots: host.slots)
    }
  }
}
