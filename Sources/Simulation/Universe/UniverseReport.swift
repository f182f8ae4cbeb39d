import Coordination

/// What came of a universe.
public struct UniverseReport: Sendable {
  /// What was broken, and when.
  public struct Failure: Equatable, Sendable {
    /// One clause.
    public let description: String
    /// The universe's time.
    public let at: Instant
  }

  /// The seed that makes the same universe again.
  public let seed: UInt64
  /// By which rule θ moved.
  public let mode: SimulatedMode
  /// What was broken; nil where all was well.
  public let failure: Failure?
  /// How long the run took, in the universe's time.
  public let duration: Interval
  /// Turns, arrivals, operations of the disk, and faults.
  public let events: UInt64
  /// Messages that were sent.
  public let messages: UInt64
  /// Steps that were trained, those that were lost in crashes among them.
  public let steps: UInt64
  /// How many updates each applied push had not seen, in the modes in which each push moves θ.
  public let staleness: StalenessHistogram
  /// What went wrong on purpose.
  public let faults: FaultCounts

  /// One line that tells the failure and how to see it again.
  public var failureLine: String? {
    failure.map { "seed \(seed): \($0.description) (t = \($0.at.inMilliseconds) s)" }
  }
}

extension Instant {
  /// The time since the clock's origin in seconds, to the millisecond, such as `12.034`.
  var inMilliseconds: Substring { inSeconds.dropLast(6) }
}
