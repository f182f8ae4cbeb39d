/// When θ moves, relative to the workers' gradients.
public enum ConsistencyMode: String, CaseIterable, Sendable {
  /// When the gradients of all micro-batches of a step have been added up.
  case sync
}
