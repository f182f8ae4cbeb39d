import CommandLineParsing
import Platform

/// Where a server listens.
enum Endpoint {
  /// Checks that the endpoint is one that a server can listen at, and that nobody else can reach it
  /// unless they may: neither other hosts, nor, by a name outside the file system, other users.
  ///
  /// - Parameter mayBeReached: whether others may reach it.
  static func checked(_ endpoint: String, mayBeReached: Bool) throws(UsageError) -> String {
    if endpoint.hasPrefix("ipc://"), endpoint.count > "ipc://".count {
      guard !endpoint.hasPrefix("ipc://@") || mayBeReached else {
        throw UsageError(
          "--bind '\(endpoint)' can be reached by every user of this machine: use ipc://PATH, make "
            + "keys by ps keygen DIR and give --key and --authorized-workers, or --insecure on a "
            + "machine whose users you trust")
      }
      return endpoint
    }
    guard endpoint.hasPrefix("tcp://"), endpoint.dropFirst(6).contains(":") else {
      throw UsageError(
        "--bind must be tcp://ADDRESS:PORT or ipc://PATH, not '\(endpoint)'")
    }
    guard let name = HostName(endpoint: endpoint) else {
      throw UsageError(
        "--bind '\(endpoint)' needs an address (an IPv6 one in brackets) and a port from 1 to 65535, "
          + "or * for a free one")
    }
    let isLoopback: Bool
    do throws(HostName.Failure) {
      isLoopback = try name.isLoopback()
    } catch {
      throw UsageError("--bind '\(endpoint)': \(error)")
    }
    guard isLoopback || mayBeReached else {
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

  /// Whether an endpoint's address is one that only this machine has, in numbers.
  static func isLoopback(_ endpoint: String) -> Bool {
    HostName(endpoint: endpoint).map { isLoopbackNumber($0.host[...]) } ?? false
  }

  /// Whether it is an address that only this machine has, in numbers.
  static func isLoopbackNumber(_ address: Substring) -> Bool {
    if address == "::1" { return true }
    let parts = address.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
