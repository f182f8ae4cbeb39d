/// What a checkpoint holds, as far as it tells whether another must be written.
struct CheckpointPoint: Equatable, Sendable {
  /// θ's version.
  let version: UInt64
  /// The version of the last validation that it knows of: one of its own θ may come after it.
  let validatedVersion: UInt64
}
