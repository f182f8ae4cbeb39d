extension CoordinatorEffect: CustomStringConvertible {
  /// One line; what is sent begins with the peer's number, such as `2< s1.g1 heartbeat`.
  public var description: String {
    switch self {
    case .send(let message, let peer, let envelope, let withParameters):
      "\(peer)< \(envelope) \(message)" + (withParameters ? " [θ]" : "")
    case .keep(let payload, let firstLeaf, let count):
      "keep \(payload) for \(firstLeaf..<firstLeaf + count)"
    case .drop(let firstLeaf): "drop what is held at \(firstLeaf)"
    case .discard(let payload): "discard \(payload)"
    case .update(let step): "update: step \(step)"
    case .writeCheckpoint(let version): "write checkpoint \(version)"
    case .report(let event): "report \(event)"
    case .end(let outcome): "end \(outcome)"
    }
  }
}

extension RunOutcome: CustomStringConvertible {
  /// Such as `completed: "all 10 steps are done"`.
  public var description: String {
    switch self {
    case .completed(let reason): "completed: \(reason.quoted)"
    case .interrupted(let reason): "interrupted: \(reason.quoted)"
    case .failed(let reason): "failed: \(reason.quoted)"
    }
  }
}
