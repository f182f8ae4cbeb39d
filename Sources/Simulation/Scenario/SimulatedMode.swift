/// The rule by which θ moves in a simulated run, without its figures.
public enum SimulatedMode: String, CaseIterable, Sendable {
  /// When all micro-batches of a step have come.
  case sync
  /// When all but some have.
  case drop
  /// With each push.
  case async
  /// With each push, none of which may be too stale.
  case bounded
  /// With each push, which is corrected for its delay.
  case compensated
}
