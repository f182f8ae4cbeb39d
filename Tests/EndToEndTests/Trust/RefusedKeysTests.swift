import Foundation
import Testing

/// Keys with which nothing can begin: one sentence, exit code 2, and nothing written.
struct RefusedKeysTests {
  /// `{}` stands for the folder of the keys.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let what: String
    let arguments: [String]
    let sentence: String
    var testDescription: String { what }
  }

  private static let key = "--key={}/server.key_secret"
  private static let list = "--authorized-workers={}/workers"

  static let ofServers = [
    Mistake(
      what: "a list without a key", arguments: [list],
      sentence: "--authorized-workers needs --key with the server's own key, server.key_secret"),
    Mistake(
      what: "a key without a list", arguments: [key],
      sentence:
        "--key needs --authorized-workers with the folder of the public keys that are let in"),
    Mistake(
      what: "keys, and none wanted", arguments: [key, list, "--insecure"],
      sentence: "--insecure is for a server without keys, and --key gives it one"),
    Mistake(
      what: "a key that is missing", arguments: ["--key={}/none", list],
      sentence: "can't read '{}/none': No such file or directory"),
    Mistake(
      what: "a folder for a key", arguments: ["--key={}", list],
      sentence: "can't read '{}': it is a folder"),
    Mistake(
      what: "a public key for the secret one", arguments: ["--key={}/server.key", list],
      sentence: "'{}/server.key' holds a public key only, and the secret one is needed: ps keygen "
        + "calls its file NAME.key_secret"),
    Mistake(
      what: "a secret file that others can read", arguments: ["--key={}/open.key_secret", list],
      sentence: "the secret key in '{}/open.key_secret' can be read by other users: chmod 600 "
        + "'{}/open.key_secret', or make a new one if others may have read it"),
    Mistake(
      what: "no certificate", arguments: ["--key={}/text", list],
      sentence: "can't use the key in '{}/text': it is not a ZeroMQ certificate, which has a "
        + "public-key in its section 'curve'"),
    Mistake(
      what: "a key that is cut short", arguments: ["--key={}/cut.key_secret", list],
      sentence: "can't use the key in '{}/cut.key_secret': its secret-key is not a key: 40 "
        + "characters of Z85"),
    Mistake(
      what: "halves of two pairs", arguments: ["--key={}/mixed.key_secret", list],
      sentence: "can't use the key in '{}/mixed.key_secret': its public-key is not its "
        + "secret-key's"),
    Mistake(
      what: "a list that is missing", arguments: [key, "--authorized-workers={}/none"],
      sentence: "can't list '{}/none': No such file or directory"),
    Mistake(
      what: "an empty list", arguments: [key, "--authorized-workers={}/empty"],
      sentence: "the folder '{}/empty' holds no worker's public key, a file NAME.key each: nobody "
        + "could join"),
    Mistake(
      what: "the folder above the list", arguments: [key, "--authorized-workers={}"],
      sentence: "the folder '{}' of authorized workers has the server's own key in it: ps keygen "
        + "makes a folder 'workers' beside that"),
    Mistake(
      what: "a secret key on the list", arguments: [key, "--authorized-workers={}/secret"],
      sentence:
        "'{}/secret/a.key' holds a secret key, and the public one is wanted: the secret one "
        + "belongs to its owner alone"),
    Mistake(
      what: "one key twice on the list", arguments: [key, "--authorized-workers={}/twice"],
      sentence: "'{}/twice/b.key' holds the same key as '{}/twice/a.key'"),
  ]

  static let ofWorkers = [
    Mistake(
      what: "a key without the server's", arguments: ["--key={}/a.key_secret"],
      sentence: "--key needs --server-public-key with the server's key, server.key"),
    Mistake(
      what: "the server's without a key", arguments: ["--server-public-key={}/server.key"],
      sentence: "--server-public-key needs --key with this worker's own key, NAME.key_secret"),
    Mistake(
      what: "the server's secret key",
      arguments: ["--key={}/a.key_secret", "--server-public-key={}/server.key_secret"],
      sentence:
        "'{}/server.key_secret' holds a secret key, and the public one is wanted: the secret "
        + "one belongs to its owner alone"),
    Mistake(
      what: "a secret file that others can read",
      arguments: ["--key={}/open.key_secret", "--server-public-key={}/server.key"],
      sentence: "the secret key in '{}/open.key_secret' can be read by other users: chmod 600 "
        + "'{}/open.key_secret', or make a new one if others may have read it"),
  ]

  /// Keys, and files beside them that are none.
  private static func makeFiles(_ scratch: Scratch) throws {
    try scratch.makeKeys("keys", workers: ["a"])
    let secret = try String(contentsOfFile: scratch.path("keys/a.key_secret"), encoding: .utf8)
    let own = try certificateValue("public-key", in: scratch.path("keys/a.key_secret"))
    let other = try certificateValue("public-key", in: scratch.path("keys/server.key"))
    let files = [
      "keys/text": "no certificate", "keys/open.key_secret": secret,
      "keys/cut.key_secret": String(secret.trimmingCharacters(in: .newlines).dropLast(2)) + "\"\n",
      "keys/mixed.key_secret": secret.replacing(own, with: other), "keys/secret/a.key": secret,
      "keys/twice/a.key": try String(
        contentsOfFile: scratch.path("keys/workers/a.key"), encoding: .utf8),
      "keys/twice/b.key": try String(
        contentsOfFile: scratch.path("keys/workers/a.key"), encoding: .utf8),
    ]
    for folder in ["secret", "twice", "empty"] {
      try FileManager.default.createDirectory(
        atPath: scratch.path("keys/\(folder)"), withIntermediateDirectories: false)
    }
    for (name, text) in files {
      let path = try scratch.write(name, text)
      let mode = name == "keys/open.key_secret" ? 0o640 : 0o600
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
  }

  private static func resolved(_ text: String, _ scratch: Scratch) -> String {
    text.replacing("{}", with: scratch.path("keys"))
  }

  @Test(arguments: ofServers)
  func `a server`(mistake: Mistake) throws {
    let scratch = try Scratch()
    try Self.makeFiles(scratch)
    let arguments = mistake.arguments.map { Self.resolved($0, scratch) }
    for command in ["serve", "launch"] {
      let ending = try Running(
        Programs.ps,
        [command, "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))"] + arguments
      ).waitForEnd()
      #expect(ending.code == 2)
      #expect(ending.error == "ps: \(Self.resolved(mistake.sentence, scratch))\n")
      #expect(!exists(scratch.path("run")))
    }
  }

  @Test(arguments: ofWorkers)
  func `a worker`(mistake: Mistake) throws {
    let scratch = try Scratch()
    try Self.makeFiles(scratch)
    let ending = try Running(
      Programs.worker,
      ["--connect=\(scratch.endpoint)"] + mistake.arguments.map { Self.resolved($0, scratch) }
    ).waitForEnd()
    #expect(ending.code == 2)
    #expect(ending.error == "worker: \(Self.resolved(mistake.sentence, scratch))\n")
  }

  @Test func `variables that name files are named in errors`() throws {
    let scratch = try Scratch()
    let server = try ps(
      "serve", environment: ["PS_SERVER_KEY": scratch.path("none")])
    #expect(server.code == 2)
    #expect(server.error.hasPrefix("ps: PS_SERVER_KEY needs --authorized-workers"))
    let worker = try Running(
      Programs.worker, ["--connect=\(scratch.endpoint)"],
      environment: ["PS_WORKER_KEY": scratch.path("none")]
    ).waitForEnd()
    #expect(worker.code == 2)
    #expect(worker.error.hasPrefix("worker: PS_WORKER_KEY needs --server-public-key"))
  }
}
