/// The rule by which θ moves in a simulated run.
public enum SimulatedMode: String, CaseIterable, Sendable {
  /// When all micro-batches of a step have come.
  case sync
}
