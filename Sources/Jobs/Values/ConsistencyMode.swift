/// When θ moves, relative to the workers' gradients.
public enum ConsistencyMode: String, CaseIterable, Sendable {
  /// When the gradients of all micro-batches of a step, or all but a few, have been added up.
  case sync
  /// With each gradient of a whole step, as soon as it comes.
  case async
  /// The same, but no gradient may be older than a bound.
  case bounded
}
