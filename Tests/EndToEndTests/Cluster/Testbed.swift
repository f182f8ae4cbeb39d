import Foundation
import Testing

/// Hosts out of network namespaces (`cluster/testbed`), h1 and so on, with a server's and a worker's
/// keys. They and all that runs on them end with their owner.
final class Testbed {
  /// Why there can be none on this machine; nil if there can.
  static let obstacle: String? = {
    guard let check = try? Running(script, ["check"]).waitForEnd() else {
      return "\(script.path) can't be run"
    }
    return check.code == 0 ? nil : check.error
  }()

  static let script = clusterFolder.appendingPathComponent("testbed")
  static let clusterFolder = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../../cluster").standardizedFileURL

  /// A name that no other has.
  static func newName() -> String { "test-\(UUID().uuidString.lowercased())" }

  let name = newName()
  let run: DigitsRun

  /// - Parameters:
  ///   - hosts: how many.
  ///   - rate: what their links let through in each direction, as tc has it.
  ///   - steps: of the run that is served on them.
  init(hosts: Int, rate: String = "1gbit", steps: Int = DigitsRun.steps) throws {
    run = DigitsRun(scratch: try Scratch(), steps: steps)
    try testbed("up", "--hosts=\(hosts)", "--rate=\(rate)")
    let keys = try ps("keygen", run.scratch.path("keys"))
    try #require(keys.code == 0, "\(keys.error)")
  }

  deinit {
    _ = try? Running(Self.script, ["down", "--name=\(name)"]).waitForEnd()
  }

  /// Starts a program on a host.
  func start(_ program: String, _ arguments: [String], on host: String) throws -> Running {
    try Running(
      Self.script, ["run", "--name=\(name)", host, program] + arguments)
  }

  /// A server on h1 that logs every step to standard error as JSON.
  func server(_ arguments: [String], job: [String] = DigitsRun.job) throws -> Running {
    let keys = run.scratch.path("keys")
    return try start(
      Programs.ps.path,
      ["serve", "--bind=tcp://10.77.0.1:5555", "--out=\(run.out)", "--steps=\(run.steps)"]
        + ["--key=\(keys)/server.key_secret", "--authorized-workers=\(keys)/workers"]
        + ["--log-every=1", "--log-format=json"] + job + arguments,
      on: "h1")
  }

  /// A worker of the server on h1, called as its host is.
  func worker(on host: String) throws -> Running {
    let keys = run.scratch.path("keys")
    return try start(
      Programs.worker.path,
      ["--connect=tcp://10.77.0.1:5555", "--name=\(host)", "--key=\(keys)/worker.key_secret"]
        + ["--server-public-key=\(keys)/server.key"],
      on: host)
  }

  /// Pulls a host's cable.
  func cut(_ host: String) throws { try testbed("cut", host) }

  /// Puts it in again.
  func mend(_ host: String) throws { try testbed("mend", host) }

  /// How many bytes have left a host so far, and how many have come in.
  func bytes(of host: String) throws -> (sent: Int, received: Int) {
    let folder = "/sys/class/net/eth0/statistics"
    let ending = try start("cat", ["\(folder)/tx_bytes", "\(folder)/rx_bytes"], on: host)
      .waitForEnd()
    let numbers = ending.output.split(separator: "\n").compactMap { Int($0) }
    try #require(numbers.count == 2, "\(ending.error)")
    return (numbers[0], numbers[1])
  }

  private func testbed(_ command: String, _ arguments: String...) throws {
    let ending = try Running(Self.script, [command, "--name=\(name)"] + arguments).waitForEnd()
    try #require(ending.code == 0, "\(ending.error)")
  }
}
