/// Something that is measured: a way to run the job.
public enum ScalePoint: Hashable, Sendable {
  /// One process that trains alone, without server and messages.
  case alone(batch: Int, microBatches: Int)
  /// A server and so many workers.
  case launched(workers: Int, batch: Int, microBatches: Int)

  /// How many workers; a process alone is none.
  public var workers: Int {
    switch self {
    case .alone: 0
    case .launched(let workers, _, _): workers
    }
  }

  /// Samples of a step.
  public var batch: Int {
    switch self {
    case .alone(let batch, _), .launched(_, let batch, _): batch
    }
  }

  /// Micro-batches of a step.
  public var microBatches: Int {
    switch self {
    case .alone(_, let count), .launched(_, _, let count): count
    }
  }

  /// How many processes compute: workers and their server, or the one that is alone.
  public var processes: Int { workers == 0 ? 1 : workers + 1 }

  /// A name for files and for people: `workers-4-batch-256`.
  public var name: String {
    switch self {
    case .alone(let batch, _): "alone-batch-\(batch)"
    case .launched(let workers, let batch, _): "workers-\(workers)-batch-\(batch)"
    }
  }
}
