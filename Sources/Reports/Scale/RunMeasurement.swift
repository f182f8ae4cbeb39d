import Coordination

/// What one run of a point came to, warm-up excluded.
public struct RunMeasurement: Equatable, Sendable {
  /// The measured steps.
  public var steps: UInt64
  /// Their samples.
  public var samples: Double
  /// From the end of the warm-up to the end of the last step, evaluations taken off, in seconds.
  public var seconds: Double
  /// A mean step's parts; nil where the log has none.
  public var split: TimeSplit?
  /// Seconds of a mean step between its end and the next one's beginning: what no part of a step
  /// holds. Nil where steps overlap, so that there is no such time, or are not split.
  public var between: Double?
  /// Bytes that the server sent in a mean step; nil where the log does not say.
  public var sentBytes: Double?
  /// Bytes that it received.
  public var receivedBytes: Double?
  /// The server's CPU seconds in a mean step of the whole run; nil where the log does not say.
  public var serverCPU: Double?
  /// The server's memory at most, in bytes.
  public var serverMemory: Double?
  /// Seconds from the start of training until the target was reached; nil where it was not.
  public var secondsToTarget: Double?
  /// Steps until then.
  public var stepsToTarget: UInt64?
  /// SHA-256 of θ at the end, in hexadecimal.
  public var digest: String?
  /// How often something happened that is no part of an undisturbed run: a worker that left, was late
  /// or came anew.
  public var disturbances: UInt64 = 0

  /// A measurement.
  public init(steps: UInt64, samples: Double, seconds: Double) {
    self.steps = steps
    self.samples = samples
    self.seconds = seconds
  }

  /// Samples a second.
  public var throughput: Double { samples / seconds }
  /// Seconds of a mean step, what lies between steps included.
  public var stepSeconds: Double { seconds / Double(steps) }
}
