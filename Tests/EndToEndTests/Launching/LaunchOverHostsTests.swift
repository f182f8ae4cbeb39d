import Foundation
import Testing
import Text

/// `ps launch --hosts` over real ssh between hosts out of network namespaces.
@Suite(
  .serialized,
  .enabled(if: SSHHosts.obstacle == nil, Comment(rawValue: SSHHosts.obstacle ?? "")))
struct LaunchOverHostsTests {
  private let hosts: SSHHosts
  private let run: DigitsRun

  init() throws {
    hosts = try SSHHosts()
    run = DigitsRun(scratch: hosts.scratch)
  }

  /// Starts a launch whose server logs every step as JSON.
  private func start(
    _ arguments: String..., steps: Int, shell: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Running {
    try hosts.ps(
      ["launch", "--out=\(run.out)", "--steps=\(steps)", "--log-every=1", "--log-format=json"]
        + ["--remote-shell=\(try shell ?? hosts.remoteShell())"] + DigitsRun.job + arguments,
      environment: environment)
  }

  @Test(arguments: [true, false]) func `the bits of a run on one host`(byFile: Bool) throws {
    let file = try hosts.scratch.write("hosts", "# two\nh2 slots=2\n\nh3\n")
    let launch = try start(byFile ? "--hostfile=\(file)" : "--hosts=h2:2,h3", steps: run.steps)
    let ending = launch.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try run.hash() == SameBitsTests.reference.get())
    let joined = try run.log("worker_joined").compactMap { $0["host"]?.stringValue }.sorted()
    #expect(joined == ["h2", "h2", "h3"])
    #expect(try hosts.workers(on: "h2") + hosts.workers(on: "h3") == [])
  }

  /// Each host has a key of its own, and the server knows it by the host's name.
  @Test func `what is sent between hosts is encrypted`() throws {
    let ending = try start("--hosts=h2:2,h3", steps: run.steps).waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    let keys = try run.log("worker_joined").compactMap { $0["key"]?.stringValue }.sorted()
    #expect(keys == ["h2", "h2", "h3"])
  }

  /// What the workers are handed is caught on its way to the remote shell, and looked for.
  @Test func `no secret is in an argument, a variable, a file or a log`() throws {
    let scratch = hosts.scratch
    let temporary = scratch.path("tmp")
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
    let catching = try scratch.write(
      "catching",
      """
      #!/bin/sh
      tee "\(scratch.path("handed"))-$$" | \(try hosts.remoteShell()) "$@"
      """)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: catching)
    let launch = try start(
      "--hosts=h2:2,h3", steps: 10_000_000, shell: catching, environment: ["TMPDIR": temporary])
    launch.waitForStep(20)

    let folder = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
    let handed = try folder.filter { $0.hasPrefix("handed") }.map {
      try String(contentsOfFile: scratch.path($0), encoding: .utf8)
    }
    let secrets = handed.flatMap { text in
      text.split(separator: "\n").filter { $0.hasPrefix("secret-key ") }.map { $0.dropFirst(11) }
    }
    // Two workers of h2 have the same.
    #expect(secrets.count == 3)
    #expect(Set(secrets).count == 2)
    for secret in secrets { try #require(secret.utf8.count == 40) }

    for process in try FileManager.default.contentsOfDirectory(atPath: "/proc")
    where Int(process) != nil {
      for name in ["cmdline", "environ"] {
        let bytes = FileManager.default.contents(atPath: "/proc/\(process)/\(name)") ?? Data()
        let text = String(decoding: bytes, as: UTF8.self)
        for secret in secrets { #expect(!text.contains(secret), "\(name) of \(process)") }
      }
    }
    for (name, bytes) in try allFiles(in: temporary) {
      // The server has read its own.
      #expect(!name.hasSuffix("key_secret"))
      for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)") }
    }
    launch.signal(SIGINT)
    let ending = launch.waitForEnd()
    #expect(ending.code == 130)
    for (name, bytes) in try allFiles(in: run.out) {
      for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)") }
    }
    for secret in secrets { #expect(!(ending.error + ending.output).contains(secret)) }
    #expect(try allFiles(in: temporary).isEmpty)
  }

  private func allFiles(in folder: String) throws -> [(name: String, bytes: Data)] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).compactMap { name in
      // Neither folders nor pipes.
      let path = "\(folder)/\(name)"
      let kind = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      guard kind == .typeRegular else { return nil }
      return (name, try Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  @Test func `keys of the user's own`() throws {
    let keys = hosts.scratch.path("keys")
    #expect(try ps("keygen", keys).code == 0)
    let launch = try start(
      "--hosts=h2,h3", "--key=\(keys)/server.key_secret", "--authorized-workers=\(keys)/workers",
      "--worker-key=\(keys)/worker.key_secret", steps: run.steps)
    let ending = launch.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try run.hash() == SameBitsTests.reference.get())
    #expect(try run.log("worker_joined").map { $0["key"] } == ["worker", "worker"])
  }

  @Test func `a host that dies is said, and the others end the run`() throws {
    let run = DigitsRun(scratch: hosts.scratch, steps: DigitsRun.manySteps)
    let launch = try start("--hosts=h2,h3", steps: run.steps)
    launch.waitForStep(20)
    try hosts.kill("h3")
    let ending = launch.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    #expect(
      try run.hash() == SameBitsTests.longReference.get())
    #expect(ending.failures.contains { $0.hasPrefix("worker-1 on h3 ended with exit code 255: ") })
    #expect(try run.log("worker_left").contains { $0["worker"] == "worker-1" })
  }

  @Test func `a host that is cut off is said, and the others go on`() throws {
    let shell = try hosts.remoteShell(options: "-oServerAliveInterval=1")
    let launch = try start(
      "--hosts=h2,h3", "--heartbeat-timeout=2", steps: 10_000_000, shell: shell)
    launch.waitForStep(20)
    try hosts.cut("h3")
    let output = try #require(launch.waitForEvent("output"))
    #expect(output["process"] == "h3 worker-1")
    #expect(output["text"] == "Timeout, server h3 not responding.")
    #expect(
      launch.waitForEvent("failure")?["text"]
        == "worker-1 on h3 ended with exit code 255: Timeout, server h3 not responding; the others go on"
    )
    let step = try #require(launch.waitForEvent("step")?["step"]?.integerValue)
    launch.waitForStep(Int(step) + 100)
    launch.signal(SIGINT)
    #expect(launch.waitForEnd().code == 130)
    #expect(try hosts.workers(on: "h2") == [])
  }

  @Test func `a worker that is killed is started again on its host`() throws {
    let launch = try start("--hosts=h2,h3", "--max-restarts=1", steps: 10_000_000)
    launch.waitForStep(20)
    // The last is the worker itself, which its shell waits for.
    let worker = try #require(try hosts.workers(on: "h3").max())
    kill(worker, SIGKILL)
    // Its shell says so, too.
    let failure = try #require(launch.waitForEvent("failure")?["text"]?.stringValue)
    #expect(failure.hasPrefix("worker-1 on h3 was killed by signal 9"))
    #expect(failure.hasSuffix("; it is started again"))
    #expect(launch.waitForEvent("worker_joined")?["host"] == "h3")
    launch.signal(SIGINT)
    #expect(launch.waitForEnd().code == 130)
  }

  @Test(arguments: [[SIGINT], [SIGTERM], [SIGINT, SIGINT]])
  func `being told to end ends all`(signals: [Int32]) throws {
    let launch = try start("--hosts=h2:2,h3", steps: 10_000_000)
    launch.waitForStep(20)
    let workers = try hosts.workers(on: "h2") + hosts.workers(on: "h3")
    #expect(workers.count >= 3)
    for signal in signals { launch.signal(signal) }
    let ending = launch.waitForEnd()
    if signals.count == 1 {
      #expect(ending.code == (signals == [SIGINT] ? 130 : 0))
      #expect(try run.log("checkpoint").last?["version"]?.integerValue ?? 0 >= 20)
      #expect(try hosts.workers(on: "h2") + hosts.workers(on: "h3") == [])
    }
    for worker in workers { try waitForEnd(of: worker) }
  }

  @Test func `workers do not outlive a launcher that is killed`() throws {
    let launch = try start("--hosts=h2:2,h3", steps: 10_000_000)
    launch.waitForStep(20)
    let workers = try hosts.workers(on: "h2") + hosts.workers(on: "h3")
    #expect(workers.count >= 3)
    launch.signal(SIGKILL)
    for worker in workers { try waitForEnd(of: worker) }
  }

  @Test func `when all hosts die it ends with the first cause`() throws {
    let launch = try start("--hosts=h2,h3", steps: 10_000_000)
    launch.waitForStep(20)
    try hosts.kill("h3")
    let first = try #require(launch.waitForEvent("failure")?["text"]?.stringValue)
    #expect(first.hasPrefix("worker-1 on h3 ended with"))
    try hosts.kill("h2")
    let ending = launch.waitForEnd()
    #expect(ending.code == 1)
    #expect(
      ending.lastFailure.hasPrefix(
        "the first to fail: worker-1 on h3 ended with exit code 255: "))
  }

  @Test func `a host without an sshd`() throws {
    // h1 itself has none.
    let ending = try start("--hosts=h2,h1", steps: run.steps).waitForEnd()
    #expect(ending.code == 1)
    #expect(
      ending.lastFailure
        == "the first to fail: worker-1 on h1 ended with exit code 255: "
        + "ssh: connect to host h1 port 22: Connection refused")
    #expect(try hosts.workers(on: "h2") == [])
    #expect(!exists(run.out))
  }

  @Test func `a key that a host does not take`() throws {
    let shell = try hosts.remoteShell(key: "stranger")
    let ending = try start("--hosts=h2", steps: run.steps, shell: shell).waitForEnd()
    #expect(ending.code == 1)
    let last = ending.lastFailure
    #expect(last.hasPrefix("the first to fail: worker-0 on h2 ended with exit code 255: "))
    #expect(last.contains("Permission denied (publickey"))
  }

  @Test func `a program that a host does not have`() throws {
    let ending = try start("--hosts=h2", "--worker-path=/no/worker", steps: run.steps)
      .waitForEnd()
    #expect(ending.code == 1)
    let last = ending.lastFailure
    #expect(last.hasPrefix("the first to fail: worker-0 on h2 ended with exit code 127: "))
    #expect(last.contains("'/no/worker'"))
    #expect(last.hasSuffix("(--worker-path says where the program 'worker' lies on the hosts)"))
  }

  @Test func `each line says who says it`() throws {
    let ending = try start(
      "--hosts=h2,h1", "--log-format=text", steps: run.steps
    ).waitForEnd()
    let lines = ending.error.split(separator: "\n")
    #expect(lines.contains("[h1 worker-1] ssh: connect to host h1 port 22: Connection refused"))
    for line in lines { #expect(line.hasPrefix("ps: ") || line.hasPrefix("[h")) }
  }

  @Test func `a name that nobody knows`() throws {
    let ending = try start("--hosts=h2,nowhere", steps: run.steps).waitForEnd()
    #expect(ending.code == 2)
    #expect(
      ending.lastFailure
        == "can't find out at which address 'nowhere' reaches this machine; say it with "
        + "--bind tcp://ADDRESS:PORT (port * takes a free one)")
  }
}

extension Running.Ending {
  /// What was said to have failed, in lines of JSON.
  fileprivate var failures: [String] {
    error.split(separator: "\n").compactMap { line in
      guard let json = try? JSON.parse(String(line)), json["event"] == "failure" else { return nil }
      return json["text"]?.stringValue
    }
  }

  fileprivate var lastFailure: String { failures.last ?? "" }
}
