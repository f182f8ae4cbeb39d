/// What nothing moves without.
public enum Wait: Equatable, Sendable {
  /// Training starts when so many workers are ready.
  case workers(ready: Int, needed: Int)
  /// Training goes on when so many workers are ready.
  case workersAtLeast(ready: Int, needed: Int)
  /// A worker, since none is ready.
  case anyWorker
  /// A word of any worker, since all have stopped answering.
  case answer
  /// Results that these workers were asked for.
  case units(count: Int, of: Work, from: Names)

  /// What the workers were asked for.
  public enum Work: Equatable, Sendable {
    /// The gradient of one step.
    case step(UInt64)
    /// Gradients of the steps after this one, each from one worker.
    case steps(after: UInt64)
    /// The validation data at the θ of this step.
    case evaluation(ofStep: UInt64)
  }

  /// The names of some workers, and how many there are besides.
  public struct Names: Equatable, Sendable, CustomStringConvertible {
    /// The names.
    public let names: [String]
    /// How many workers there are besides.
    public let more: Int

    /// These names, and so many workers besides.
    public init(_ names: [String], more: Int) {
      self.names = names
      self.more = more
    }

    /// Such as `worker-1, worker-2 and 3 more`.
    public var description: String {
      names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
  }
}

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
