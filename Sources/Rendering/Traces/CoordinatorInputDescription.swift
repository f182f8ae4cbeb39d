import Coordination

extension CoordinatorInput: CustomStringConvertible {
  /// One line; what a peer says begins with its number, such as `2> s1.g1 heartbeat`.
  public var description: String {
    switch self {
    case .tick: "tick"
    case .dataReady(let facts):
      "data \(facts.fingerprint): \(facts.trainingSamples) samples, "
        + "\(facts.validationSamples) for validation"
    case .dataFailed(let reason): "no data: \(reason.quoted)"
    case .received(let message, let peer, let envelope, let payload, let key):
      "\(peer)\(key.map { "(\($0.name))" } ?? "")> \(envelope) \(message)"
        + (payload.map { " [\($0.handle)\($0.isFinite ? "" : " not finite")]" } ?? "")
    case .badFrame(let peer, let mistake, let reason):
      "\(peer)> bad frame, \(mistake.rawValue): \(reason.quoted)"
    case .undelivered(let message, let peer, let isGone):
      "\(peer)> \(isGone ? "gone" : "queue full"), undelivered: \(message)"
    case .disconnected(let peer): "\(peer)> disconnected"
    case .updated(let summary): "updated: \(summary)"
    case .checkpointWritten(let version): "checkpoint \(version) written"
    case .checkpointFailed(let version, let reason):
      "checkpoint \(version) failed: \(reason.quoted)"
    case .checkpointRequested: "checkpoint requested"
    case .authorized(let keys, let problem):
      "authorized: \(keys.map(\.name))" + (problem.map { ", \($0.quoted)" } ?? "")
    case .turnedAway(let connection): "\(connection)"
    case .stopRequested(let reason): "stop: \(reason.description.quoted)"
    }
  }
}

extension TurnedAway: CustomStringConvertible {
  /// Such as `turned away: 10.0.0.9 with key …`.
  public var description: String { "turned away: \(address) with key \(publicKey)" }
}

extension UpdateSummary: CustomStringConvertible {
  /// Such as `rate 0.1, norm 2.5, finite`.
  public var description: String {
    "rate \(learningRate)" + (gradientNorm.map { ", norm \($0)" } ?? "")
      + (isFinite ? ", finite" : ", not finite")
  }
}
