import Coordination
import Text

extension RefusalReason: CustomStringConvertible {
  /// One clause, whose subject is the worker or what it has.
  public var description: String {
    switch self {
    case .kernel(let its, let runs):
      "its BLAS kernel is \(its) and this run's is \(runs), whose sums have other bits: start the "
        + "worker with OPENBLAS_CORETYPE=\(runs), or the server with --allow-mixed-kernels"
    case .data(let part, let its, let servers):
      "its \(part) data have the fingerprint \(Hexadecimal.text(its)) and the server's "
        + Hexadecimal.text(servers)
    case .noKey: "it has no key"
    case .unauthorized(let key): "its key \(key) is not authorized"
    case .keyRevoked(let key): "its key \(key) is no longer authorized"
    case .full(let workers): "there are \(workers) workers already"
    case .other(let words): words
    }
  }
}
