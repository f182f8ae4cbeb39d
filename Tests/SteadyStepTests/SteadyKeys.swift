import Foundation
import Platform
import Testing

/// The keys of a server and of its workers, in a folder that goes with their owner.
final class SteadyKeys {
  let server: ServerKeys
  let workers: [WorkerKeys]
  private let folder: TemporaryFolder

  init(workers count: Int) throws {
    folder = try TemporaryFolder(prefix: "lockstep-steady-")
    let keys = KeyFolder(folder.path)
    _ = try keys.addServer()
    for index in 0..<count { _ = try keys.addWorker("worker-\(index)") }
    server = ServerKeys(
      pair: try KeyFile.keyPair(in: keys.serverSecretPath),
      authorized: try AuthorizedKeys(folder: keys.workersPath))
    let serverKey = try KeyFile.publicKey(in: keys.serverPublicPath)
    workers = try (0..<count).map { index in
      WorkerKeys(
        pair: try KeyFile.keyPair(in: keys.workerSecretPath("worker-\(index)")),
        serverKey: serverKey)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder.path)
  }
}
