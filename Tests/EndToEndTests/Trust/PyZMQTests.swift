import Foundation
import Testing
import Text

/// Clients, servers and certificates of another implementation: pyzmq's, in `stranger.py`.
@Suite(.enabled(if: Python.withZeroMQ != nil, "\(Python.missing)"))
struct PyZMQTests {
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("stranger.py").path

  private static func stranger(_ arguments: String...) throws -> Running {
    try Running(try #require(Python.withZeroMQ), [script] + arguments)
  }

  /// What it has shown, an object a line.
  private static func answers(_ ending: Running.Ending) throws -> [JSON] {
    #expect(ending.code == 0, "\(ending.error)")
    return try ending.output.split(separator: "\n").map { try JSON.parse(String($0)) }
  }

  @Test func `each reads the other's certificates`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let scratch = run.scratch
    try scratch.makeKeys("ours", workers: ["a"])
    for (name, hasSecret) in [("workers/a.key", false), ("a.key_secret", true)] {
      let path = scratch.path("ours/\(name)")
      let loaded = try Self.answers(Self.stranger("load", path).waitForEnd())
      #expect(
        loaded.first?["public"]?.stringValue == (try certificateValue("public-key", in: path)))
      #expect(loaded.first?["has_secret"] == .bool(hasSecret))
      #expect(loaded.first?["matches"] == .bool(hasSecret))
    }

    for folder in ["theirs", "theirs/workers"] {
      try FileManager.default.createDirectory(
        atPath: scratch.path(folder), withIntermediateDirectories: false)
    }
    _ = try Self.answers(
      Self.stranger("certificates", scratch.path("theirs"), "server", "b").waitForEnd())
    try FileManager.default.moveItem(
      atPath: scratch.path("theirs/b.key"), toPath: scratch.path("theirs/workers/b.key"))
    // It leaves its secret files to whoever wants to read them.
    for name in ["server", "b"] {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: scratch.path("theirs/\(name).key_secret"))
    }
    let server = try run.server(
      "--key=\(scratch.path("theirs/server.key_secret"))",
      "--authorized-workers=\(scratch.path("theirs/workers"))")
    let worker = try run.worker(
      "--key=\(scratch.path("theirs/b.key_secret"))",
      "--server-public-key=\(scratch.path("theirs/server.key"))")
    #expect(server.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(try run.log("worker_joined").map { $0["key"] } == ["b"])
  }

  @Test func `no key, another's key, a key that is not on the list, the wrong server`() throws {
    let keyed = try KeyedRun(workers: ["a"])
    let scratch = keyed.run.scratch
    try scratch.makeKeys("others", workers: ["x"])
    let (own, server) = (scratch.path("keys/a.key_secret"), scratch.path("keys/server.key"))
    func answer(_ keys: String...) throws -> JSON {
      let stranger = try Running(
        try #require(Python.withZeroMQ), [Self.script, "hello", keyed.endpoint] + keys)
      return try #require(try Self.answers(stranger.waitForEnd()).first)
    }
    // Which end is first to find that the other speaks otherwise is not said.
    let plain = try answer()["failed"]
    #expect(
      plain == "HANDSHAKE_FAILED_PROTOCOL" || plain == "HANDSHAKE_FAILED_NO_DETAIL", "\(plain)")
    let unknown = try answer(scratch.path("others/x.key_secret"), server)
    #expect(unknown["failed"] == "HANDSHAKE_FAILED_AUTH" && unknown["value"] == 400)
    let wrong = try answer(own, scratch.path("others/server.key"))
    #expect(wrong["failed"] == "HANDSHAKE_FAILED_NO_DETAIL")
    // The kernel that it names is another than the server's: it was heard.
    let heard = try answer(own, server)
    #expect(heard["answer"] == "refused")
    #expect(heard["reason"] == 1 && heard["words"]?.arrayValue?.first == "no kernel")
    let refused = try keyed.run.log("worker_refused")
    #expect(refused.map { $0["worker"] } == ["worker of another"])
    keyed.server.signal(SIGTERM)
    #expect(keyed.server.waitForEnd().code == 0)
  }

  @Test func `a client with keys at a server without`() throws {
    let run = DigitsRun(scratch: try Scratch())
    try run.scratch.makeKeys("keys", workers: ["a"])
    let server = try run.server("--bind=tcp://127.0.0.1:*", "--allow-mixed-kernels")
    let endpoint = try #require(server.waitForEvent("listening")?["endpoint"]?.stringValue)
    let keyed = try Self.answers(
      Self.stranger(
        "hello", endpoint, run.scratch.path("keys/a.key_secret"),
        run.scratch.path("keys/server.key")
      ).waitForEnd())
    let failure = keyed.first?["failed"]
    #expect(
      failure == "HANDSHAKE_FAILED_PROTOCOL" || failure == "HANDSHAKE_FAILED_NO_DETAIL",
      "\(keyed)")
    let plain = try Self.answers(Self.stranger("hello", endpoint).waitForEnd())
    #expect(plain.first?["answer"] == "welcome")
    server.signal(SIGTERM)
    #expect(server.waitForEnd().code == 0)
  }

  /// It has a key that is let in, and a session; it speaks in another's name all the same.
  @Test func `a worker that claims another's session`() throws {
    let keyed = try KeyedRun(
      workers: ["victim", "thief"], steps: 600, "--allow-mixed-kernels", "--workers-expected=2")
    let scratch = keyed.run.scratch
    let victim = try keyed.worker("victim")
    #expect(keyed.server.waitForEvent("worker_joined")?["session"] == 1)
    let thief = try Self.stranger(
      "claim", keyed.endpoint, scratch.path("keys/thief.key_secret"),
      scratch.path("keys/server.key"), "1", "1", "\(try keyed.run.jobFingerprint())",
      // 64-32-10 with biases: 2,080 + 330 parameters.
      "\(2410 * 4)")
    let shown = try Self.answers(thief.waitForEnd())
    #expect(shown.first?["answer"] == "welcome")
    // Each of the 600 is answered as what has no session is, whatever it says.
    #expect(shown.last?["answers"] == .object([.init("rejoin", .integer(600))]))
    // Only the thief's own session may have ended, with its connection.
    let left = try keyed.run.log("worker_left").compactMap { $0["worker"]?.stringValue }
    #expect(left.allSatisfy { $0 == "worker of another" }, "the victim's session goes on")
    // So far none has been trained, for two are expected. The run is as if the other had not been.
    let second = try keyed.worker("thief")
    #expect(keyed.server.waitForEnd().code == 0)
    #expect(victim.waitForEnd().code == 0)
    #expect(second.waitForEnd().code == 0)
    #expect(try keyed.run.hash() == SequentialReference.hash(steps: 600))
    let discarded = try keyed.run.log("discarded").first
    #expect(discarded?["stray_messages"] == 800)
    #expect(discarded?["bad_frames"] == 0)
    #expect(
      try keyed.run.log("worker_left").compactMap { $0["worker"]?.stringValue }
        .allSatisfy { $0 == "worker of another" })
  }

  @Test func `a client whose key is removed, and that goes on`() throws {
    let keyed = try KeyedRun(workers: ["stays", "goes"], "--allow-mixed-kernels")
    let scratch = keyed.run.scratch
    let stranger = try Self.stranger(
      "stay", keyed.endpoint, scratch.path("keys/goes.key_secret"),
      scratch.path("keys/server.key"))
    #expect(stranger.waitForOutput { $0.contains("welcome") } != nil)
    try FileManager.default.removeItem(atPath: keyed.authorizedKey("goes"))
    let shown = try Self.answers(stranger.waitForEnd())
    #expect(
      shown.compactMap { $0["answer"]?.stringValue } == ["welcome", "refused", "rejoin", "refused"])
    try #require(shown.count == 5)
    // Its key is not authorized any more, and then that it is not.
    #expect(shown[1]["reason"] == 5 && shown[1]["words"] == ["goes"])
    #expect(shown[3]["reason"] == 4 && shown[3]["words"] == ["goes"])
    #expect(shown[4]["failed"] == "HANDSHAKE_FAILED_AUTH")
    let worker = try keyed.worker("stays")
    #expect(keyed.server.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(try keyed.run.hash() == SameBitsTests.reference.get())
  }

  @Test func `a server that only says that it is the right one`() throws {
    let scratch = try Scratch()
    try scratch.makeKeys("keys", workers: ["a"])
    try scratch.makeKeys("others", workers: ["x"])
    let impostor = try Self.stranger("impostor", scratch.path("others/server.key_secret"))
    let line = try #require(impostor.waitForOutput { $0.contains("endpoint") })
    let endpoint = try #require(try JSON.parse(line)["endpoint"]?.stringValue)
    let ending = try Running(
      Programs.worker,
      ["--connect=\(endpoint)", "--name=careful", "--server-timeout=5"]
        + scratch.workerKeys("keys", "a")
    ).waitForEnd()
    #expect(ending.code == 2)
    #expect(ending.error.contains("its key is not the one that --server-public-key names"))
    // It has not heard a word.
    #expect(impostor.isRunning)
  }
}
