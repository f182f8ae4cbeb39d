/// What stays the same while workers are added.
public enum ScalingKind: String, CaseIterable, Sendable {
  /// The global batch: each worker has less to do.
  case strong
  /// The batch of a worker: there is more to do.
  case weak
}
