import CommandLineParsing
import Platform

/// Where a worker looks for its server.
enum ServerAddress {
  /// Checks that the text is an address; whether a server answers there shows later.
  static func check(_ endpoint: String) throws(UsageError) {
    if endpoint.hasPrefix("ipc://"), endpoint.count > "ipc://".count { return }
    guard endpoint.hasPrefix("tcp://") else {
      throw UsageError("--connect must be tcp://ADDRESS:PORT or ipc://PATH, not '\(endpoint)'")
    }
    guard let name = HostName(endpoint: endpoint), name.host != "*", name.port > 0 else {
      throw UsageError(
        "--connect '\(endpoint)' needs the server's address (an IPv6 one in brackets) and a port from "
          + "1 to 65535")
    }
  }

  /// Looks up the server's name, so that a name that does not exist is an error at once.
  ///
  /// - Parameter tell: takes one sentence where no name server answers: it is tried again with each
  ///   connection.
  static func lookUp(_ endpoint: String, tell: (String) -> Void) throws(UsageError) {
    guard let name = HostName(endpoint: endpoint) else { return }
    do throws(HostName.Failure) {
      try name.lookUp()
    } catch {
      guard error.isTemporary else {
        throw UsageError("--connect '\(endpoint)': \(error)")
      }
      tell("\(error); retrying")
    }
  }
}
