import Coordination

extension WorkerSessionInput: CustomStringConvertible {
  /// One line; what the server says begins with `>`, such as `> s1.g1 heartbeat`.
  public var description: String {
    switch self {
    case .tick: "tick"
    case .idle: "idle"
    case .received(let message, let envelope, let payload):
      "> \(envelope) \(message)" + (payload.map { " [\($0)]" } ?? "")
    case .undelivered(let message): "undelivered: \(message)"
    case .handshakeFailed(let failure): "handshake failed: \(failure)"
    case .badFrame(let mistake, let reason): "> bad frame, \(mistake.rawValue): \(reason.quoted)"
    case .prepared(let fingerprint): "prepared: data \(fingerprint)"
    case .preparationFailed(let failure): "preparation failed: \(failure.reason.quoted)"
    case .computed(let lossSum): "computed: loss \(lossSum)"
    case .evaluated(let tally): "evaluated: \(tally)"
    case .stopRequested(let reason): "stop: \(reason.description.quoted)"
    }
  }
}
