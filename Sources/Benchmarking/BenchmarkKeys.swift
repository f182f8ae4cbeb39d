import Platform
import Wire

/// The keys of a server and a worker in one process.
struct BenchmarkKeys {
  let server: ServerKeys
  let worker: WorkerKeys

  /// New ones, kept nowhere.
  init() throws(LinkError) {
    let (serverPair, workerPair) = (CurveKeyPair.generate(), CurveKeyPair.generate())
    server = ServerKeys(
      pair: serverPair, authorized: AuthorizedKeys(["worker": workerPair.publicKey]))
    worker = WorkerKeys(pair: workerPair, serverKey: serverPair.publicKey)
  }
}
