import CommandLineParsing
import Jobs

/// Where a server listens whose workers are on other hosts, and where each of them finds it.
struct ServerReach: Equatable {
  /// For `ps serve --bind`; the port may be left to the system.
  let endpoint: String
  /// The address for the workers of each host; nil where it is that of the endpoint.
  let addresses: [String?]

  /// Where `--bind` says, or at the addresses that the routes to the hosts begin at.
  ///
  /// - Parameters:
  ///   - bind: a checked endpoint, if one was asked for.
  ///   - route: the address of this machine that a host is reached from, and so reaches; nil where
  ///     the name can't be looked up or there is no route.
  init(
    bind: String?, hosts: [WorkerHost], route: (String) -> String?
  ) throws(UsageError) {
    if let bind, !bind.hasPrefix("tcp://*:") {
      guard bind.hasPrefix("tcp://") else {
        throw UsageError(
          "--bind '\(bind)' can't be reached from other hosts: use tcp://ADDRESS:PORT")
      }
      let address = bind.dropFirst("tcp://".count).prefix { $0 != ":" }
      if Endpoint.isLoopbackNumber(address),
        let other = hosts.first(where: { host in
          route(host.name).map { !Endpoint.isLoopbackNumber($0[...]) } ?? false
        })
      {
        throw UsageError(
          "--bind '\(bind)' can be reached from this machine alone, and '\(other.name)' is another: "
            + "use an address that it reaches, or leave --bind out")
      }
      endpoint = bind
      addresses = hosts.map { _ in nil }
      return
    }
    var found: [String] = []
    for host in hosts {
      guard let address = route(host.name) else {
        throw UsageError(
          "can't find out at which address '\(host.name)' reaches this machine; say it with --bind "
            + "tcp://ADDRESS:PORT (port * takes a free one)")
      }
      found.append(address)
    }
    // This machine reaches itself by any of its addresses, other hosts not by 127.0.0.1.
    let common = found.first { !Endpoint.isLoopbackNumber($0[...]) } ?? found.first ?? "127.0.0.1"
    let reached = found.map { Endpoint.isLoopbackNumber($0[...]) ? common : $0 }
    if let bind {
      endpoint = bind
      addresses = reached
    } else if reached.allSatisfy({ $0 == common }) {
      endpoint = "tcp://\(common):*"
      addresses = hosts.map { _ in nil }
    } else {
      endpoint = "tcp://*:*"
      addresses = reached
    }
  }

  /// Where the workers of a host connect to.
  ///
  /// - Parameter listening: the endpoint that the server says it listens at, with its port.
  func workersEndpoint(ofHost index: Int, listening: String) -> String {
    guard let address = addresses[index], let colon = listening.lastIndex(of: ":") else {
      return listening
    }
    return "tcp://\(address)\(listening[colon...])"
  }
}
