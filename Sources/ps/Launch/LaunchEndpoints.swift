/// Where the server of a launch listens, and where its workers find it.
final class LaunchEndpoints {
  /// For `ps serve --bind`.
  let server: String
  /// For workers on this machine; nil where there are none.
  private let local: String?
  private let reach: ServerReach?
  /// What the server says, once it has.
  private var listening: String?

  /// A server whose workers are on this machine.
  init(server: String, workers: String) {
    self.server = server
    local = workers
    reach = nil
  }

  /// A server whose workers are on other hosts.
  init(_ reach: ServerReach) {
    server = reach.endpoint
    local = nil
    self.reach = reach
  }

  /// Whether other hosts can reach the server.
  var isServerReached: Bool {
    guard server.hasPrefix("tcp://") else { return false }
    return !Endpoint.isLoopback(server)
  }

  /// Takes the endpoint, with its port, that the server says it listens at.
  func serverListens(at endpoint: String) { listening = endpoint }

  /// Where workers connect to: those of a host, by its index, or those of this machine.
  func forWorkers(ofHost host: Int?) -> String {
    if let reach, let host, let listening {
      return reach.workersEndpoint(ofHost: host, listening: listening)
    }
    return local ?? server
  }
}
