/// Which machines there are, how many processor cores each has, and how many processes of a point are
/// on each.
public struct CoreBudget: Equatable, Sendable {
  /// A host as the workers are placed on it.
  public struct Host: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// What tells whether two hosts are one machine: what its kernel drew when it started.
    public let bootID: String
    /// Processors that a process may use there.
    public let cores: Int
    /// How many workers it takes at most.
    public let slots: Int

    /// A host.
    public init(name: String, bootID: String, cores: Int, slots: Int) {
      self.name = name
      self.bootID = bootID
      self.cores = cores
      self.slots = slots
    }
  }

  /// A machine and what is on it at some point.
  public struct Load: Equatable, Sendable {
    /// The names of the hosts that are this machine.
    public let hosts: [String]
    /// Its cores.
    public let cores: Int
    /// The processes that compute on it, the server among them.
    public let processes: Int

    /// Whether there are more of them than cores.
    public var isOversubscribed: Bool { processes > cores }
  }

  /// Where the server runs, and a process alone.
  public let home: Host
  /// Where workers run, in the order in which their slots are filled; empty where they run at home.
  public let hosts: [Host]

  /// A budget.
  public init(home: Host, hosts: [Host]) {
    self.home = home
    self.hosts = hosts
  }

  /// How many workers there is a place for; nil where there is no limit.
  public var slots: Int? { hosts.isEmpty ? nil : hosts.reduce(0) { $0 + $1.slots } }

  /// How many of so many workers each host gets: the slots of the first are filled before the second
  /// gets any, as a hostfile's are by `ps launch`.
  public func placement(workers: Int) -> [Int] {
    var left = workers
    return hosts.map { host in
      let count = min(host.slots, left)
      left -= count
      return count
    }
  }

  /// The machines that a point uses, the server's first.
  public func loads(_ point: ScalePoint) -> [Load] {
    var placed = [(host: home, processes: hosts.isEmpty ? point.processes : 1)]
    if point.workers > 0, !hosts.isEmpty {
      placed += zip(hosts, placement(workers: point.workers)).map { ($0, $1) }
    }
    var machines: [(bootID: String, load: Load)] = []
    for (host, processes) in placed where processes > 0 {
      if let index = machines.firstIndex(where: { $0.bootID == host.bootID }) {
        let load = machines[index].load
        machines[index].load = Load(
          hosts: load.hosts.contains(host.name) ? load.hosts : load.hosts + [host.name],
          // Hosts may be allowed different shares of one machine.
          cores: max(load.cores, host.cores), processes: load.processes + processes)
      } else {
        machines.append(
          (host.bootID, Load(hosts: [host.name], cores: host.cores, processes: processes)))
      }
    }
    return machines.map(\.load)
  }

  /// Whether some machine has more processes than cores.
  public func isOversubscribed(_ point: ScalePoint) -> Bool {
    loads(point).contains(where: \.isOversubscribed)
  }
}
