/// One update of θ, as the apply log records it: with the job, enough to compute it again.
public struct AppliedUpdate: Equatable, Sendable {
  /// θ's version after it.
  public var version: UInt64
  /// The version of θ that its gradient was computed from.
  public var readVersion: UInt64
  /// The step whose samples it is of.
  public var step: UInt64
  /// Whose gradient it is; `none` where several workers' were summed.
  public var session: SessionID
  /// The micro-batches that were summed along the reduction tree, as ascending ranges of which no
  /// two touch; none where θ was left as it was, since a gradient was not finite.
  public var microBatches: [Range<Int>]

  /// An update of these parts.
  public init(
    version: UInt64, readVersion: UInt64, step: UInt64, session: SessionID,
    microBatches: [Range<Int>]
  ) {
    self.version = version
    self.readVersion = readVersion
    self.step = step
    self.session = session
    self.microBatches = microBatches
  }

  /// How many updates were applied between the one that its gradient was computed from and itself.
  public var staleness: UInt64 { version - 1 - readVersion }
}
