import Coordination

/// A link whose owner can sleep until there is something to do. The simulator's has no need to.
public protocol WaitingLink: Link {
  /// Returns when a message has come in, when someone has asked for attention, or at `deadline`.
  mutating func wait(until deadline: Instant)
}
