import CommandLineParsing
import Platform
import Reports

/// The machines on which a job's scaling is measured.
enum ScaleHosts {
  /// This machine.
  static var home: CoreBudget.Host {
    CoreBudget.Host(
      name: ThisProcess.hostName, bootID: MachineIdentity.bootID,
      cores: ThisProcess.processorCount, slots: 0)
  }

  /// What the arguments name.
  static func budget(_ arguments: ParsedArguments) throws -> CoreBudget {
    CoreBudget(home: home, hosts: [])
  }

  /// How `ps launch` is told to start so many workers.
  static func arguments(workers: Int, _ budget: CoreBudget) -> [String] {
    ["--workers=\(workers)"]
  }
}
