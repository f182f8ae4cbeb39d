import Foundation
import Testing

/// Keys as `ps keygen` makes them.
struct KeygenTests {
  private static func mode(_ path: String) throws -> Int {
    try #require(
      FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) & 0o777
  }

  @Test func `a folder's own rules for git get one more`() throws {
    let scratch = try Scratch()
    let keys = scratch.path("keys")
    try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
    let rules = try scratch.write("keys/.gitignore", "build/")
    for name in ["a", "b"] {
      let made = try ps("keygen", keys, "--worker=\(name)")
      #expect(made.code == 0)
      #expect(made.output.contains(rules) == (name == "a"))
      #expect(try String(contentsOfFile: rules, encoding: .utf8) == "build/\n*.key_secret\n")
    }
  }

  @Test func `secret files are their owner's alone, and a key is never replaced`() throws {
    let scratch = try Scratch()
    let keys = scratch.path("keys")
    try scratch.makeKeys("keys", workers: ["a", "b"])
    let before = try contents(of: keys)
    #expect(
      before.keys.sorted() == [
        ".gitignore", "a.key_secret", "b.key_secret", "server.key", "server.key_secret",
        "workers/a.key",
        "workers/b.key",
      ])
    for name in ["server.key_secret", "a.key_secret", "b.key_secret"] {
      #expect(try Self.mode("\(keys)/\(name)") == 0o600)
    }
    // Another worker, in another run: all that was there is as it was.
    try scratch.makeKeys("keys", workers: ["c"])
    var after = try contents(of: keys)
    for name in ["c.key_secret", "workers/c.key"] {
      #expect(after.removeValue(forKey: name) != nil)
    }
    #expect(after == before)
    // All public keys are different ones.
    let names = ["server.key", "workers/a.key", "workers/b.key", "workers/c.key"]
    let publicKeys = try names.map { try certificateValue("public-key", in: "\(keys)/\($0)") }
    #expect(Set(publicKeys).count == 4)
    let again = try ps("keygen", keys, "--worker=d", "--worker=a")
    #expect(again.code == 2)
    #expect(
      again.error
        == "ps: '\(keys)/a.key_secret' is there already, and a key is never replaced: choose another "
        + "name, or remove it first\n")
    #expect(!exists("\(keys)/d.key_secret"))
  }

  /// Taken off the list by removing its public file, a worker does not come back unasked.
  @Test func `a key that was taken off the list is not made anew`() throws {
    let scratch = try Scratch()
    try scratch.makeKeys("keys", workers: ["worker"])
    try FileManager.default.removeItem(atPath: scratch.path("keys/workers/worker.key"))
    let again = try ps("keygen", scratch.path("keys"))
    #expect(again.code == 2)
    #expect(again.error.contains("worker.key_secret' is there already"))
    #expect(!exists(scratch.path("keys/workers/worker.key")))
  }

  @Test func `a server's public key that is lost is written again`() throws {
    let scratch = try Scratch()
    try scratch.makeKeys("keys", workers: ["a"])
    let path = scratch.path("keys/server.key")
    let before = try certificateValue("public-key", in: path)
    try FileManager.default.removeItem(atPath: path)
    try scratch.makeKeys("keys", workers: ["b"])
    #expect(try certificateValue("public-key", in: path) == before)
  }

  @Test(arguments: ["", "server", "../a", "a/b", ".a", "-a", "a b", "ä"])
  func `is no name for a worker`(name: String) throws {
    let scratch = try Scratch()
    let ending = try ps("keygen", scratch.path("keys"), "--worker=\(name)")
    #expect(ending.code == 2)
    #expect(
      ending.error
        == "ps: '\(name)' can't be a worker's name: it becomes a file's, of letters, digits, '.', "
        + "'-' and '_', and 'server' is taken\n")
    #expect(!exists(scratch.path("keys")))
  }

  @Test func `where it can't write, it leaves nothing`() throws {
    let scratch = try Scratch()
    let file = try scratch.write("file", "")
    let ending = try ps("keygen", file)
    #expect(ending.code == 2)
    #expect(ending.error == "ps: '\(file)' is a file, not a folder\n")
  }
}
