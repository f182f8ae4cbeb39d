import Foundation
import Testing

/// A list of authorized workers that changes while the run goes on.
struct ChangedListTests {
  @Test func `a key is removed, and later another is added`() throws {
    let keyed = try KeyedRun(
      workers: ["stays", "goes"], steps: DigitsRun.manySteps, "--workers-expected=2",
      "--workers-min=2", "--speculate=0")
    let (stays, goes) = (try keyed.worker("stays"), try keyed.worker("goes"))
    keyed.server.waitForStep(20)
    try FileManager.default.removeItem(atPath: keyed.authorizedKey("goes"))
    let left = try #require(keyed.server.waitForEvent("worker_left"))
    #expect(left["worker"] == "goes")
    #expect(left["reason"] == "its key goes is no longer authorized")
    let ending = goes.waitForEnd()
    #expect(ending.code == 2)
    #expect(
      ending.error.hasSuffix(
        "worker goes: refused: its key goes is no longer authorized\n"), "\(ending.error)")
    // It does not come in again by another connection. The run waits, for two are wanted.
    let again = try keyed.worker("goes", "--server-timeout=3").waitForEnd()
    #expect(again.code == 2)
    #expect(again.error.contains("the server does not accept this worker's key"))

    // Whoever tries before the key is there is let in once it is.
    try keyed.run.scratch.makeKeys("more", workers: ["comes"])
    let comes = try Running(
      Programs.worker,
      ["--connect=\(keyed.endpoint)", "--name=comes"]
        + ["--key=\(keyed.run.scratch.path("more/comes.key_secret"))"]
        + ["--server-public-key=\(keyed.run.scratch.path("keys/server.key"))"])
    #expect(comes.waitForLine { $0.contains("not let in, trying on") } != nil)
    try FileManager.default.copyItem(
      atPath: keyed.run.scratch.path("more/workers/comes.key"),
      toPath: keyed.authorizedKey("comes"))
    let finished = keyed.server.waitForEnd()
    #expect(finished.code == 0, "\(finished.error.suffix(500))")
    #expect(stays.waitForEnd().code == 0)
    #expect(comes.waitForEnd().code == 0)
    #expect(try keyed.run.hash() == SameBitsTests.longReference.get())
    let joined = try keyed.run.log("worker_joined").compactMap { $0["key"]?.stringValue }
    #expect(joined.sorted() == ["comes", "goes", "stays"])
    let changes = try keyed.run.log("keys_changed")
    #expect(changes.map { $0["removed"] } == [.array(["goes"]), .array([])])
    #expect(changes.map { $0["added"] } == [.array([]), .array(["comes"])])
  }

  /// Under the same name another key: who has the old one is out.
  @Test func `a key is replaced`() throws {
    let keyed = try KeyedRun(workers: ["a"], steps: DigitsRun.manySteps)
    try keyed.run.scratch.makeKeys("new", workers: ["a"])
    let old = try keyed.worker("a")
    keyed.server.waitForStep(20)
    // As one writes to a file in place.
    let key = try Data(
      contentsOf: URL(fileURLWithPath: keyed.run.scratch.path("new/workers/a.key")))
    try key.write(to: URL(fileURLWithPath: keyed.authorizedKey("a")))
    #expect(old.waitForEnd().code == 2)
    let new = try Running(
      Programs.worker,
      ["--connect=\(keyed.endpoint)", "--name=new"]
        + ["--key=\(keyed.run.scratch.path("new/a.key_secret"))"]
        + ["--server-public-key=\(keyed.run.scratch.path("keys/server.key"))"])
    #expect(keyed.server.waitForEnd().code == 0)
    #expect(new.waitForEnd().code == 0)
    #expect(try keyed.run.hash() == SameBitsTests.longReference.get())
  }

  /// Whatever keeps the system from reading the list says nothing of who is on it.
  @Test func `a list that can't be read stays as it was, and that is said`() throws {
    let keyed = try KeyedRun(workers: ["a", "b"], steps: 100_000_000)
    let worker = try keyed.worker("a")
    keyed.server.waitForStep(20)
    let list = keyed.run.scratch.path("keys/workers")
    try FileManager.default.moveItem(atPath: list, toPath: list + "-away")
    #expect(
      keyed.server.waitForEvent("keys_changed")?["problem"]
        == .string("can't list '\(list)': No such file or directory"))
    // One that comes meanwhile is known, too.
    let other = try keyed.worker("b")
    #expect(other.waitForLine { $0.contains("joined") } != nil)
    try FileManager.default.moveItem(atPath: list + "-away", toPath: list)
    // The list is looked at every second, however fast the steps are.
    keyed.server.signal(SIGTERM)
    #expect(keyed.server.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(other.waitForEnd().code == 0)
    for change in try keyed.run.log("keys_changed") {
      #expect(change["removed"] == .array([]) && change["added"] == .array([]))
    }
  }

  /// A pipe that nobody writes to, under the name of a key: it is not opened, and the list is read on.
  @Test func `what is no file is named, and blocks nothing`() throws {
    let keyed = try KeyedRun(workers: ["a"], steps: DigitsRun.manySteps)
    let pipe = keyed.authorizedKey("zz")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(
      keyed.server.waitForEvent("keys_changed")?["problem"]
        == .string("'\(pipe)' is no regular file: no key is read from it"))
    let worker = try keyed.worker("a")
    #expect(keyed.server.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(try keyed.run.hash() == SameBitsTests.longReference.get())
  }
}
