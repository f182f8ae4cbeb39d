import Coordination
import Text

extension Wait: CustomStringConvertible {
  /// What stands behind "waiting for".
  public var description: String {
    switch self {
    case .workers(let ready, let needed): "workers: \(ready) of \(needed) are ready"
    case .workersAtLeast(let ready, let needed):
      "workers: \(ready) of at least \(needed) are ready"
    case .anyWorker: "a worker: none is ready"
    case .answer: "a worker: all have stopped answering"
    case .units(let count, let work, let names):
      "\(names), with \(CountedNoun.text(count, "unit")) of \(work)"
    }
  }

  /// The same in fewer words.
  public var brief: String {
    switch self {
    case .workers(let ready, let needed), .workersAtLeast(let ready, let needed):
      "workers, \(ready) of \(needed)"
    case .anyWorker, .answer: "a worker"
    case .units(_, _, let names): names.description
    }
  }
}

extension Wait.Work: CustomStringConvertible {
  /// Such as `step 451`.
  public var description: String {
    switch self {
    case .step(let step): "step \(step)"
    case .steps(let version): "steps after \(version)"
    case .evaluation(let version): "the evaluation of step \(version)"
    }
  }
}

extension Wait.Names: CustomStringConvertible {
  /// Such as `worker-1, worker-2 and 3 more`.
  public var description: String {
    names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
