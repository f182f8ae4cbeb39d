/// Why a server takes no worker in, or takes its session away.
public enum RefusalReason: Equatable, Sendable {
  /// Which of a job's data.
  public enum DataPart: UInt8, CaseIterable, Sendable {
    /// Those that are learned from.
    case training = 1
    /// Those that are measured on.
    case validation = 2
  }

  /// The worker computes by another BLAS kernel than the run.
  case kernel(worker: String, run: String)
  /// The worker's data have another fingerprint than the server's.
  case data(DataPart, worker: UInt64, server: UInt64)
  /// The worker has no key where keys are asked for.
  case noKey
  /// The worker's key, of this name, is not authorized.
  case unauthorized(key: String)
  /// The worker's key, of this name, is not authorized any more.
  case keyRevoked(String)
  /// There are so many workers already.
  case full(workers: Int)
  /// A sentence alone, of another program or of a log without a code.
  case other(String)
}
