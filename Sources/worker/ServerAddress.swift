import CommandLineParsing

/// Where a worker looks for its server.
enum ServerAddress {
  /// Checks that the text is an address; whether anyone answers there shows later.
  static func check(_ endpoint: String) throws(UsageError) {
    if endpoint.hasPrefix("ipc://"), endpoint.count > "ipc://".count { return }
    guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else {
      throw UsageError("--connect must be tcp://ADDRESS:PORT or ipc://PATH, not '\(endpoint)'")
    }
    let port = endpoint[endpoint.index(after: colon)...]
    let start = endpoint.index(endpoint.startIndex, offsetBy: 6)
    guard start < colon, endpoint[start..<colon] != "*", UInt16(port).map({ $0 > 0 }) == true
    else {
      throw UsageError(
        "--connect '\(endpoint)' needs the server's address and a port from 1 to 65535")
    }
  }
}
