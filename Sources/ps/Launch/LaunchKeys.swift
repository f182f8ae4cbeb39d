import CommandLineParsing
import Jobs
import Platform
import Wire

/// The keys of a launch: what the server is started with, and what its workers get.
///
/// A worker on another host is handed its keys by standard input: they are in no file there, in no
/// argument and in no variable.
final class LaunchKeys {
  /// For `ps serve`, where that does not find the keys itself.
  let serverArguments: [String]
  private let serverKey: CurvePublicKey
  /// One for each host, or one for all.
  private let pairs: [CurveKeyPair]
  /// The server's key pair, until it has read it.
  private var secretPath: String?
  /// What a worker on this machine gets.
  private(set) var localArguments: [String] = []

  /// Keys for this launch alone.
  ///
  /// - Parameter folder: where those are written that the server reads; only this user can enter it.
  init(for hosts: [WorkerHost], in folder: TemporaryFolder) throws {
    let keys = KeyFolder(folder.path)
    _ = try keys.addServer()
    serverKey = try KeyFile.publicKey(in: keys.serverPublicPath)
    secretPath = keys.serverSecretPath
    var pairs: [CurveKeyPair] = []
    for (index, host) in hosts.enumerated() {
      let pair = CurveKeyPair.generate()
      // Two users of one host have two keys.
      let isTaken = hosts[..<index].contains { $0.name == host.name }
      let name = isTaken ? "\(host.name)-\(index + 1)" : host.name
      try Files.writeNew(
        keys.workerPublicPath(name),
        text: KeyCertificate.publicText(pair.publicKey, name: name), isSecret: false)
      pairs.append(pair)
    }
    self.pairs = pairs
    serverArguments = [
      "--key=\(keys.serverSecretPath)", "--authorized-workers=\(keys.workersPath)",
    ]
  }

  /// The user's own keys: the server finds its ones itself, and all workers have the same.
  ///
  /// - Parameters:
  ///   - path: the file with the workers' pair.
  ///   - folder: where the server's public key is written.
  init(
    of worker: CurveKeyPair, path: String, server: ServerKeys, in folder: TemporaryFolder
  ) throws {
    pairs = [worker]
    serverKey = server.pair.publicKey
    serverArguments = []
    let serverPath = KeyFolder(folder.path).serverPublicPath
    try Files.writeNew(
      serverPath, text: KeyCertificate.publicText(serverKey, name: "server"), isSecret: false)
    localArguments = ["--key=\(path)", "--server-public-key=\(serverPath)"]
  }

  /// What a worker of a host, by its index, finds in its standard input.
  func input(ofHost index: Int) -> String {
    HandedKeys.text(pairs.count == 1 ? pairs[0] : pairs[index], serverKey: serverKey)
  }

  /// Takes away what the server has read and nobody needs any more.
  func serverListens() {
    if let secretPath { Files.remove(secretPath) }
    secretPath = nil
  }
}
