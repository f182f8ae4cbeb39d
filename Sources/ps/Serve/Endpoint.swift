import CommandLineParsing

/// Where a server may listen.
enum Endpoint {
  /// Checks that the endpoint is one that ZeroMQ can bind, and that other hosts can't reach it
  /// unless that was asked for.
  static func check(_ endpoint: String, isInsecureAllowed: Bool) throws(UsageError) {
    if endpoint.hasPrefix("ipc://"), endpoint.count > "ipc://".count { return }
    guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else {
      throw UsageError(
        "--bind must be tcp://ADDRESS:PORT or ipc://PATH, not '\(endpoint)'")
    }
    let port = endpoint[endpoint.index(after: colon)...]
    let address = endpoint[endpoint.index(endpoint.startIndex, offsetBy: 6)..<colon]
    guard !address.isEmpty, port == "*" || UInt16(port).map({ $0 > 0 }) == true else {
      throw UsageError(
        "--bind '\(endpoint)' needs an address and a port from 1 to 65535, or * for a free one")
    }
    let isLoopback = address == "localhost" || address == "[::1]" || isLoopbackNumber(address)
    guard isLoopback || isInsecureAllowed else {
      throw UsageError(
        "--bind '\(endpoint)' can be reached from other hosts, and nothing is encrypted or "
          + "checked: use a loopback address, or --insecure in a network that you trust")
    }
  }

  private static func isLoopbackNumber(_ address: Substring) -> Bool {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
