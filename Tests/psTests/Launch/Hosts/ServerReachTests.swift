import CommandLineParsing
import Jobs
import Testing

@testable import ps

struct ServerReachTests {
  /// A machine with two networks.
  private static func route(_ host: String) -> String? {
    ["near": "10.0.0.1", "near2": "10.0.0.1", "far": "192.168.1.1", "self": "127.0.0.1"][host]
  }

  private func reach(_ hosts: [String], bind: String? = nil) throws -> [String] {
    let hosts = hosts.map { WorkerHost(address: $0, slots: 1) }
    let reach = try ServerReach(bind: bind, hosts: hosts, route: Self.route)
    // What the server says that it listens at, where the system chose the port.
    let listening =
      reach.endpoint.hasSuffix("*")
      ? String(reach.endpoint.dropLast()) + "40000" : reach.endpoint
    return [reach.endpoint]
      + hosts.indices.map {
        reach.workersEndpoint(
          ofHost: $0, listening: listening.replacing("tcp://*", with: "tcp://0.0.0.0"))
      }
  }

  @Test func `one network`() throws {
    #expect(
      try reach(["near", "user@near2"])
        == ["tcp://10.0.0.1:*", "tcp://10.0.0.1:40000", "tcp://10.0.0.1:40000"])
  }

  @Test func `this machine alone is not exposed`() throws {
    #expect(try reach(["self"]) == ["tcp://127.0.0.1:*", "tcp://127.0.0.1:40000"])
  }

  @Test func `this machine beside another`() throws {
    #expect(
      try reach(["self", "near"])
        == ["tcp://10.0.0.1:*", "tcp://10.0.0.1:40000", "tcp://10.0.0.1:40000"])
  }

  @Test func `two networks`() throws {
    #expect(
      try reach(["near", "far", "self"]) == [
        "tcp://*:*", "tcp://10.0.0.1:40000", "tcp://192.168.1.1:40000", "tcp://10.0.0.1:40000",
      ])
  }

  @Test func `an address that was asked for needs no route`() throws {
    #expect(
      try reach(["unknown"], bind: "tcp://10.9.9.9:*")
        == ["tcp://10.9.9.9:*", "tcp://10.9.9.9:40000"])
    #expect(
      try reach(["unknown"], bind: "tcp://10.9.9.9:5555")
        == ["tcp://10.9.9.9:5555", "tcp://10.9.9.9:5555"])
  }

  @Test func `all addresses, if asked for`() throws {
    #expect(
      try reach(["near", "far"], bind: "tcp://*:5555")
        == ["tcp://*:5555", "tcp://10.0.0.1:5555", "tcp://192.168.1.1:5555"])
  }

  @Test func `this machine's own address for itself`() throws {
    #expect(
      try reach(["self"], bind: "tcp://127.0.0.1:5555")
        == ["tcp://127.0.0.1:5555", "tcp://127.0.0.1:5555"])
  }

  @Test func `what can't be reached`() {
    #expect(
      throws: UsageError(
        "can't find out at which address 'unknown' reaches this machine; say it with --bind "
          + "tcp://ADDRESS:PORT (port * takes a free one)")
    ) { try reach(["near", "me@unknown"]) }
    #expect(
      throws: UsageError(
        "--bind 'tcp://127.0.0.1:5555' can be reached from this machine alone, and 'near' is "
          + "another: use an address that it reaches, or leave --bind out")
    ) { try reach(["self", "near"], bind: "tcp://127.0.0.1:5555") }
    #expect(
      throws: UsageError(
        "--bind 'ipc:///s' can't be reached from other hosts: use tcp://ADDRESS:PORT")
    ) { try reach(["near"], bind: "ipc:///s") }
  }
}
