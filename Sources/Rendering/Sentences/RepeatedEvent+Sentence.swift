import Coordination

extension RepeatedEvent: CustomStringConvertible {
  /// What there was more of, in the plural.
  public var description: String {
    switch self {
    case .sessions: "workers that joined and left"
    case .unreadySessions: "workers that left before they were ready"
    case .refusals: "refused workers"
    case .duplicatePushes: "gradients that were not needed"
    case .lateness: "late workers"
    case .waits: "waits"
    case .badFrames: "bad frames"
    case .strayMessages: "messages that are not for this run"
    }
  }
}
