import CommandLineParsing
import Platform

/// Where a server listens.
enum Endpoint {
  /// Checks that the endpoint is one that ZeroMQ can bind, and that other hosts can't reach it
  /// unless they may.
  ///
  /// - Parameter mayBeReached: whether other hosts may reach it.
  /// - Returns: the endpoint with `localhost` as an address, since ZeroMQ looks up no names to
  ///   listen at.
  static func checked(_ endpoint: String, mayBeReached: Bool) throws(UsageError) -> String {
    if endpoint.hasPrefix("ipc://"), endpoint.count > "ipc://".count { return endpoint }
    guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else {
      throw UsageError(
        "--bind must be tcp://ADDRESS:PORT or ipc://PATH, not '\(endpoint)'")
    }
    let port = endpoint[endpoint.index(after: colon)...]
    let start = endpoint.index(endpoint.startIndex, offsetBy: 6)
    guard start < colon, port == "*" || UInt16(port).map({ $0 > 0 }) == true else {
      throw UsageError(
        "--bind '\(endpoint)' needs an address and a port from 1 to 65535, or * for a free one")
    }
    let address = endpoint[start..<colon]
    guard !address.hasPrefix("[") else {
      throw UsageError("--bind '\(endpoint)' is an IPv6 address, but only IPv4 ones are served")
    }
    if address == "localhost" { return "tcp://127.0.0.1:\(port)" }
    guard isLoopbackNumber(address) || mayBeReached else {
      throw UsageError(
        "--bind '\(endpoint)' can be reached from other hosts: make keys by ps keygen DIR and give "
          + "--key and --authorized-workers, or --insecure in a network that you trust")
    }
    return endpoint
  }

  /// Where workers on this machine find the server that listens at an endpoint.
  ///
  /// - Throws: where the server alone will know.
  static func forLocalWorkers(_ endpoint: String) throws(UsageError) -> String {
    guard !endpoint.hasSuffix(":*"), endpoint != "ipc://*" else {
      throw UsageError(
        "--bind '\(endpoint)' leaves the address open, but the workers have to know it; without "
          + "--bind, ps launch finds one by itself")
    }
    return endpoint.hasPrefix("tcp://*:") ? "tcp://127.0.0.1:" + endpoint.dropFirst(8) : endpoint
  }

  /// Checks that listening takes nothing from anyone. (That a port is taken shows when it is tried.)
  static func checkIsFree(_ endpoint: String) throws {
    guard endpoint.hasPrefix("ipc://") else { return }
    let path = String(endpoint.dropFirst(6))
    // `*` is a new path, and `@` begins a name outside the file system.
    if path != "*", !path.hasPrefix("@") { try LocalSocketPath.checkIsFree(path) }
  }

  /// Whether it is an address that only this machine has, in numbers.
  static func isLoopbackNumber(_ address: Substring) -> Bool {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
