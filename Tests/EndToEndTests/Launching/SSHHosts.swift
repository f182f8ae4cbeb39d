import Foundation
import Glibc
import Testing

/// Hosts out of network namespaces (`cluster/testbed`): this one, h1, and others with an sshd each,
/// whose keys, settings and known hosts are this test's own. All ends with its owner.
final class SSHHosts {
  /// Why there can be none on this machine; nil if there can.
  static let obstacle: String? = {
    for program in [sshd, "/usr/bin/ssh", "/usr/bin/ssh-keygen"]
    where !FileManager.default.isExecutableFile(atPath: program) {
      return "there is no \(program); scripts/setup-cluster-tests installs it"
    }
    guard let check = try? Running(testbed, ["check"]).waitForEnd() else {
      return "\(testbed.path) can't be run"
    }
    return check.code == 0 ? nil : check.error
  }()

  private static let sshd = "/usr/sbin/sshd"
  private static let testbed = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../../cluster/testbed").standardizedFileURL

  let scratch: Scratch
  private let name = "launching-\(getpid())-\(UUID().uuidString.prefix(8).lowercased())"
  private var daemons: [String: Running] = [:]

  /// - Parameter count: how many besides h1: h2, h3 and so on.
  init(_ count: Int = 2) throws {
    scratch = try Scratch()
    try testbed("up", "--hosts=\(count + 1)")
    // Where sshd goes to when it has given up its rights; the system makes it for a daemon of its own.
    try FileManager.default.createDirectory(
      atPath: "/run/sshd", withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755])
    for key in ["host", "user", "stranger"] {
      let ending = try Running(
        URL(fileURLWithPath: "/usr/bin/ssh-keygen"),
        ["-q", "-t", "ed25519", "-N", "", "-f", scratch.path(key)]
      ).waitForEnd()
      try #require(ending.code == 0, "\(ending.error)")
    }
    let hostKey = try String(contentsOfFile: scratch.path("host.pub"), encoding: .utf8)
    let others = (2...count + 1).map { "h\($0)" }
    _ = try scratch.write("known", others.map { "\($0) \(hostKey)" }.joined())
    for host in others { try start(host) }
  }

  deinit {
    // Ends what runs on the hosts, too.
    _ = try? Running(Self.testbed, ["down", "--name=\(name)"]).waitForEnd()
  }

  private func start(_ host: String) throws {
    let settings = try scratch.write(
      "sshd.\(host)",
      """
      HostKey \(scratch.path("host"))
      AuthorizedKeysFile \(scratch.path("user.pub"))
      StrictModes no
      UsePAM no
      PidFile none

      """)
    let daemon = try Running(
      Self.testbed, ["run", "--name=\(name)", host, Self.sshd, "-D", "-e", "-f", settings])
    #expect(daemon.waitForLine { $0.hasPrefix("Server listening on 0.0.0.0 ") } != nil)
    daemons[host] = daemon
  }

  /// The remote shell for `ps launch`, as a user with keys and known hosts of his own would name it.
  func remoteShell(key: String = "user", options: String = "") throws -> String {
    let settings = try scratch.write(
      "client.\(key)",
      """
      IdentityFile \(scratch.path(key))
      IdentitiesOnly yes
      UserKnownHostsFile \(scratch.path("known"))
      GlobalKnownHostsFile none
      StrictHostKeyChecking yes

      """)
    return "ssh -F \(settings) \(options)"
  }

  /// Starts `ps` on h1.
  func ps(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
    try Running(
      Self.testbed, ["run", "--name=\(name)", "h1", Programs.ps.path] + arguments,
      environment: environment)
  }

  /// Pulls a host's cable.
  func cut(_ host: String) throws { try testbed("cut", host) }

  /// Kills all that runs on a host, as when it loses its power.
  func kill(_ host: String) throws {
    for process in try processes(on: host) { Glibc.kill(process, SIGKILL) }
  }

  /// The workers that run on a host, and the shells that started them, by their ids.
  func workers(on host: String) throws -> [Int32] {
    try processes(on: host).filter { id in
      // One that has just ended has none.
      let bytes = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
      return String(decoding: bytes, as: UTF8.self).contains("--exit-with-input")
    }
  }

  private func processes(on host: String) throws -> [Int32] {
    let ending = try Running(
      URL(fileURLWithPath: "/usr/sbin/ip"), ["netns", "pids", "testbed.\(name).\(host)"]
    ).waitForEnd()
    return ending.output.split(separator: "\n").compactMap { Int32($0) }
  }

  private func testbed(_ command: String, _ arguments: String...) throws {
    let ending = try Running(Self.testbed, [command, "--name=\(name)"] + arguments).waitForEnd()
    try #require(ending.code == 0, "\(ending.error)")
  }
}

/// Returns when a process that is not a child of this one has ended.
func waitForEnd(of process: Int32) throws {
  _ = try Running(
    URL(fileURLWithPath: "/usr/bin/tail"), ["--pid=\(process)", "--follow", "/dev/null"]
  ).waitForEnd()
}
