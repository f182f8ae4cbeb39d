/// One update of θ, as a run's log has it.
public struct LoggedStep: Equatable, Sendable {
  /// θ's version after it.
  public var step: UInt64
  /// The pass over the data, from 1.
  public var epoch: UInt64
  /// Mean ℓ over its samples.
  public var loss: Double
  /// η of it.
  public var learningRate: Double?
  /// The gradient's norm, where it was computed.
  public var gradientNorm: Double?
  /// How many updates its gradient had not seen; 0 where the log does not say.
  public var staleness: UInt64
  /// How many samples it had.
  public var samples: Double
  /// How long it took, in seconds.
  public var seconds: Double
  /// How many workers there were.
  public var workers: Int
  /// Where the time went; nil where the log does not say.
  public var split: TimeSplit?
  /// Bytes that the server sent since the step before; nil where the log does not say.
  public var sentBytes: Double?
  /// Bytes that it received.
  public var receivedBytes: Double?
}
