import Coordination
import Wire

/// A folder with the keys of a server and of its workers:
///
///     server.key_secret    the server's alone
///     server.key           for every worker's host
///     NAME.key_secret      for that worker's host alone
///     workers/NAME.key     whom the server lets in: all in `workers`
///
/// A key that is there is never replaced.
public struct KeyFolder: Sendable {
  /// The folder's path.
  public let path: String

  /// The keys in this folder, which need not be there yet.
  public init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The server's key pair.
  public var serverSecretPath: String { "\(path)/\(Self.serverName).key_secret" }
  /// The server's public key.
  public var serverPublicPath: String { "\(path)/\(Self.serverName).key" }
  /// The folder with the public keys of those that the server lets in.
  public var workersPath: String { "\(path)/workers" }

  /// A worker's key pair.
  public func workerSecretPath(_ name: String) -> String { "\(path)/\(name).key_secret" }

  /// A worker's public key.
  public func workerPublicPath(_ name: String) -> String { "\(workersPath)/\(name).key" }

  private static let serverName = "server"

  /// Makes the server's keys where they are missing, and the folders.
  ///
  /// - Returns: the paths that were written.
  public func addServer() throws -> [String] {
    try Files.makeFolder(workersPath)
    if Files.exists(serverSecretPath) {
      // One that is not whole, or belongs to others, is better found now.
      let pair = try KeyFile.keyPair(in: serverSecretPath)
      if Files.exists(serverPublicPath) {
        guard try KeyFile.publicKey(in: serverPublicPath) == pair.publicKey else {
          throw FileError("'\(serverPublicPath)' is not the public key of '\(serverSecretPath)'")
        }
        return []
      }
      try writePublic(pair, to: serverPublicPath, name: Self.serverName)
      return [serverPublicPath]
    }
    guard !Files.exists(serverPublicPath) else {
      throw FileError(
        "'\(serverPublicPath)' is a server's public key, but its secret one is not there: make keys "
          + "in another folder, or where that one is")
    }
    try writePair(
      secret: serverSecretPath, public: serverPublicPath, name: Self.serverName)
    return [serverSecretPath, serverPublicPath]
  }

  /// Checks that a worker of this name can be added.
  public func checkIsFree(worker name: String) throws(FileError) {
    guard Self.isName(name) else {
      throw FileError(
        "'\(name)' can't be a worker's name: it becomes a file's, of letters, digits, '.', '-' and "
          + "'_', and 'server' is taken")
    }
    for path in [workerSecretPath(name), workerPublicPath(name)] where Files.exists(path) {
      throw FileError(
        "'\(path)' is there already, and a key is never replaced: choose another name, or remove it "
          + "first")
    }
  }

  /// Where git is told to leave the secret keys alone.
  public var ignoreFilePath: String { "\(path)/.gitignore" }

  /// Makes the file that keeps the secret keys out of git, or adds a line to the one that is there.
  ///
  /// - Returns: the path that was written, if it was.
  public func addIgnoreFile() throws -> [String] {
    let rule = "*.key_secret"
    guard Files.exists(ignoreFilePath) else {
      try Files.makeFolder(path)
      try Files.writeNew(
        ignoreFilePath, text: "# Secret keys are for no repository.\n\(rule)\n", isSecret: false)
      return [ignoreFilePath]
    }
    let lines = try Files.text(of: ignoreFilePath).split(whereSeparator: \.isNewline)
    if lines.contains(Substring(rule)) { return [] }
    var file = try LineFile(appendingTo: ignoreFilePath)
    if let failure = file.append(rule) { throw failure }
    return [ignoreFilePath]
  }

  /// Makes a worker's keys and lets the worker in.
  ///
  /// - Returns: the paths that were written.
  public func addWorker(_ name: String) throws -> [String] {
    try checkIsFree(worker: name)
    try Files.makeFolder(workersPath)
    try writePair(secret: workerSecretPath(name), public: workerPublicPath(name), name: name)
    return [workerSecretPath(name), workerPublicPath(name)]
  }

  /// The secret file comes first: without it the public one would let in nobody.
  private func writePair(secret: String, public: String, name: String) throws {
    let pair = CurveKeyPair.generate()
    try Files.writeNew(
      secret, text: KeyCertificate.secretText(pair, name: name), isSecret: true)
    try writePublic(pair, to: `public`, name: name)
  }

  private func writePublic(
    _ pair: CurveKeyPair, to path: String, name: String
  ) throws(FileError) {
    try Files.writeNew(
      path, text: KeyCertificate.publicText(pair.publicKey, name: name), isSecret: false)
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= Limits.nameBytesMax && !name.hasPrefix(".")
      && !name.hasPrefix("-") && name != serverName
      && name.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
