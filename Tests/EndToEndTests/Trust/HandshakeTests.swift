import Foundation
import Testing

/// Real processes that do not fit together say why, and go no further.
struct HandshakeTests {
  /// The last line of a worker that was not let in, and what the server saw.
  private static func refusal(
    _ arguments: [String], at endpoint: String, name: String = "stranger"
  ) throws -> Running.Ending {
    try Running(
      Programs.worker,
      ["--connect=\(endpoint)", "--name=\(name)", "--server-timeout=5"] + arguments
    ).waitForEnd()
  }

  @Test func `a run with keys has the bits of one without, and shows no secret`() throws {
    let keyed = try KeyedRun(workers: ["a", "b"], "--workers-expected=2")
    // By variables that name files, as launchers hand them on.
    let first = try Running(
      Programs.worker, ["--connect=\(keyed.endpoint)", "--name=first", "--server-timeout=60"],
      environment: [
        "PS_WORKER_KEY": keyed.run.scratch.path("keys/a.key_secret"),
        "PS_SERVER_PUBLIC_KEY": keyed.run.scratch.path("keys/server.key"),
      ])
    let second = try keyed.worker("b")
    let ending = keyed.server.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    let workers = [first.waitForEnd(), second.waitForEnd()]
    for worker in workers { #expect(worker.code == 0, "\(worker.error)") }
    #expect(try keyed.run.hash() == SameBitsTests.reference.get())
    // A worker is its key, not its name.
    let joined = try keyed.run.log("worker_joined")
    let names = joined.map { [$0["worker"]?.stringValue, $0["key"]?.stringValue] }
    #expect(Set(names) == [["first", "a"], ["b", "b"]])

    var shown = [ending.error, ending.output] + workers.flatMap { [$0.error, $0.output] }
    for bytes in try contents(of: keyed.run.out).values {
      shown.append(String(decoding: bytes, as: UTF8.self))
    }
    for name in ["server", "a", "b"] {
      let secret = try certificateValue(
        "secret-key", in: keyed.run.scratch.path("keys/\(name).key_secret"))
      #expect(secret.utf8.count == 40)
      for text in shown { #expect(!text.contains(secret)) }
    }
  }

  @Test func `a server with keys lets in nobody else`() throws {
    let keyed = try KeyedRun(workers: ["a"])
    let scratch = keyed.run.scratch
    try scratch.makeKeys("others", workers: ["x"])

    let plain = try Self.refusal([], at: keyed.endpoint)
    #expect(plain.code == 2)
    #expect(
      plain.error
        == "worker stranger: refused: the server accepts only workers with keys: give --key and "
        + "--server-public-key\n")

    let key = "--key=\(scratch.path("keys/a.key_secret"))"
    let other = "--key=\(scratch.path("others/x.key_secret"))"
    let ofServer = "--server-public-key=\(scratch.path("keys/server.key"))"
    let ofOther = "--server-public-key=\(scratch.path("others/server.key"))"
    let unknown = try Self.refusal([other, ofServer], at: keyed.endpoint)
    #expect(unknown.code == 2)
    let notListed =
      "the server does not accept this worker's key: put its public key into the folder that ps serve "
      + "--authorized-workers names"
    #expect(
      unknown.error
        == "worker stranger: not let in, trying on: \(notListed)\n"
        + "worker stranger: refused: \(notListed); it was tried for 5.0 s\n")

    let wrongServer = try Self.refusal([key, ofOther, "--quiet"], at: keyed.endpoint)
    #expect(wrongServer.code == 2)
    let brokenOff =
      "the server breaks off the handshake: its key is not the one that --server-public-key names"
    #expect(
      wrongServer.error
        == "worker stranger: not let in, trying on: \(brokenOff)\n"
        + "worker stranger: refused: \(brokenOff); it was tried for 5.0 s\n")

    // None of them has come as far as a word; who has the right key does.
    #expect(try keyed.run.log("worker_joined").isEmpty)
    let turnedAway = try keyed.run.log("turned_away").map { $0["public_key"]?.stringValue }
    #expect(
      turnedAway == [try certificateValue("public-key", in: scratch.path("others/workers/x.key"))])
    let worker = try keyed.worker("a")
    #expect(keyed.server.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(try keyed.run.hash() == SameBitsTests.reference.get())
  }

  @Test func `a worker with keys does not speak to a server without`() throws {
    let run = DigitsRun(scratch: try Scratch())
    try run.scratch.makeKeys("keys", workers: ["a"])
    let server = try run.server("--bind=tcp://127.0.0.1:*")
    let endpoint = try #require(server.waitForEvent("listening")?["endpoint"]?.stringValue)
    let ending = try Running(
      Programs.worker,
      ["--connect=\(endpoint)", "--name=stranger", "--quiet", "--server-timeout=5"]
        + run.scratch.workerKeys("keys", "a")
    ).waitForEnd()
    #expect(ending.code == 2)
    // Any process may have taken the port while the right server is down: the worker retries.
    #expect(
      ending.error.hasSuffix(
        "worker stranger: refused: the server has no keys: start it with --key and "
          + "--authorized-workers, or this worker without keys; it was tried for 5.0 s\n"))
    #expect(try run.log("worker_joined").isEmpty)
    server.signal(SIGTERM)
    #expect(server.waitForEnd().code == 0)
  }

  @Test func `any address may be listened at by a server with keys`() throws {
    let run = DigitsRun(scratch: try Scratch())
    try run.scratch.makeKeys("keys", workers: ["a"])
    let arguments = ["--bind=tcp://*:*", "--out=\(run.out)", "--log-format=json"] + DigitsRun.job
    let refused = try Running(Programs.ps, ["serve"] + arguments).waitForEnd()
    #expect(refused.code == 2)
    #expect(refused.error.contains("make keys by ps keygen"))
    let server = try Running(
      Programs.ps, ["serve"] + arguments + run.scratch.serverKeys("keys"))
    #expect(server.waitForEvent("listening")?["endpoint"]?.stringValue?.hasPrefix("tcp://") == true)
    server.signal(SIGTERM)
    #expect(server.waitForEnd().code == 0)
  }

  @Test func `a launch whose workers find their keys by variables`() throws {
    let run = DigitsRun(scratch: try Scratch())
    try run.scratch.makeKeys("keys", workers: ["a"])
    let ending = try Running(
      Programs.ps,
      ["launch", "--workers=2", "--out=\(run.out)", "--steps=\(run.steps)", "--quiet"]
        + run.scratch.serverKeys("keys") + DigitsRun.job,
      environment: [
        "PS_WORKER_KEY": run.scratch.path("keys/a.key_secret"),
        "PS_SERVER_PUBLIC_KEY": run.scratch.path("keys/server.key"),
      ]
    ).waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try run.hash() == SameBitsTests.reference.get())
    #expect(try run.log("worker_joined").compactMap { $0["key"]?.stringValue } == ["a", "a"])
  }
}
