import Coordination

extension CoordinatorEffect: CustomStringConvertible {
  /// One line; what is sent begins with the peer's number, such as `2< s1.g1 heartbeat`.
  public var description: String {
    switch self {
    case .allowPayloads(let peer): "allow payloads from \(peer)"
    case .denyPayloads(let peer): "deny payloads from \(peer)"
    case .send(let message, let peer, let envelope, let withParameters):
      "\(peer)< \(envelope) \(message)" + (withParameters ? " [θ]" : "")
    case .keep(let payload, let firstLeaf, let count):
      "keep \(payload) for \(firstLeaf..<firstLeaf + count)"
    case .drop(let firstLeaf): "drop what is held at \(firstLeaf)"
    case .discard(let payload): "discard \(payload)"
    case .update(let order): "update: \(order)"
    case .skipUpdate(let version): "skip the update of θ\(version)"
    case .retain(let version): "retain θ\(version)"
    case .release(let version): "release θ\(version)"
    case .record(let update): "record \(update)"
    case .writeCheckpoint(let version, let appliedAhead):
      "write checkpoint \(version)" + Self.text(ofAhead: appliedAhead)
    case .keepBest(let version, let appliedAhead):
      "keep θ\(version) as the best" + Self.text(ofAhead: appliedAhead)
    case .report(let event): "report \(event)"
    case .end(let outcome): "end \(outcome)"
    }
  }

  private static func text(ofAhead steps: [UInt64]) -> String {
    steps.isEmpty ? "" : " with \(steps.map(\.description).joined(separator: ", ")) ahead"
  }
}

extension UpdateOrder: CustomStringConvertible {
  /// Such as `step 7`, or `θ7 by what read θ5, scaled by 1.5, compensated by 0.04`.
  public var description: String {
    (readVersion == version ? "step \(version)" : "θ\(version) by what read θ\(readVersion)")
      + (gradientScale == 1 ? "" : ", scaled by \(gradientScale)")
      + (compensation == 0 ? "" : ", compensated by \(compensation)")
      + (rateReductions == 0 ? "" : ", rate reduced \(rateReductions)×")
  }
}

extension AppliedUpdate: CustomStringConvertible {
  /// Such as `θ8: 0..<8 of step 6 at θ5 by s2`.
  public var description: String {
    let ranges = microBatches.map { "\($0)" }.joined(separator: ", ")
    return "θ\(version): \(ranges.isEmpty ? "nothing" : ranges) of step \(step) at θ\(readVersion)"
      + (session == .none ? "" : " by \(session)")
  }
}

extension RunOutcome: CustomStringConvertible {
  /// Such as `completed: "all 10 steps are done"`.
  public var description: String {
    switch self {
    case .completed: "completed: \(reason.quoted)"
    case .interrupted: "interrupted: \(reason.quoted)"
    case .failed: "failed: \(reason.quoted)"
    }
  }
}
