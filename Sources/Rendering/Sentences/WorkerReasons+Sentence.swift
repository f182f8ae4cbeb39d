import Coordination

extension GoodbyeReason: CustomStringConvertible {
  /// One clause.
  public var description: String {
    switch self {
    case .runOver: "the run is over"
    case .impossibleWork: "it was given work that it can't do"
    case .stopping(let reason): reason.description
    case .other(let words): words
    }
  }
}

extension UnableReason: CustomStringConvertible {
  /// One clause.
  public var description: String {
    switch self {
    case .data: "it can't use its host's data for the job; its own messages say why"
    case .memory: "its host has too little memory for the job"
    case .microBatches(let welcome, let job):
      "the server's welcome says \(welcome) micro-batches, and its job \(job)"
    case .stopping(let reason): reason.description
    case .unspecified: "it can't work on the job; its own messages say why"
    case .other(let words): words
    }
  }
}
