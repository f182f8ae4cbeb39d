import Coordination

/// One line of a run's `log.jsonl`: when something happened, and what.
///
/// A line is a JSON object with `time` (seconds since 1970), `event` (``Kind``) and the event's own
/// members. Quantities have their unit in their name. ``line`` writes one and ``init(json:)`` reads it.
public struct RunLogEntry: Equatable, Sendable {
  /// The form of the lines that this program writes, which each server's first line names. In the form
  /// before, which names none, θ's version was called `step`, and the step `samples_of_step`.
  public static let format = 1

  /// Seconds since 1970.
  public let time: Double
  /// What happened.
  public let event: Event

  /// What happened.
  public enum Event: Equatable, Sendable {
    /// A server begins its part of the log.
    case listening(ServerStart)
    /// What the coordinator reports.
    case run(RunEvent)
    /// For the first time there are more connections than a server takes.
    case crowded(connectionsMax: Int)
    /// A server ends its part of the log.
    case resources(ServerResources)
    /// An event that this program knows, in a form from which only its sentence can be read.
    case worded(Kind, String)
    /// An event of this name, which this program does not know.
    case unknown(String)
  }

  /// An entry.
  public init(time: Double, _ event: Event) {
    self.time = time
    self.event = event
  }
}

/// How a server begins its part of the log.
public struct ServerStart: Equatable, Sendable {
  /// The form of the lines that follow; nil in logs that were written before forms had numbers.
  public var format: Int?
  /// Which of the run's servers it is, counted from 1.
  public var generation: UInt64
  /// θ's version that it begins with.
  public var version: UInt64
  /// Where workers reach it.
  public var endpoint: String
  /// The job's settings, each as its option would give it.
  public var settings: [String]

  /// The start of a server that writes lines of the present form.
  public init(
    format: Int? = RunLogEntry.format, generation: UInt64, version: UInt64, endpoint: String,
    settings: [String]
  ) {
    self.format = format
    self.generation = generation
    self.version = version
    self.endpoint = endpoint
    self.settings = settings
  }
}

/// What a server has taken of its machine.
public struct ServerResources: Equatable, Sendable {
  /// The processor time of all its threads, in seconds.
  public var cpuSeconds: Double
  /// The most memory that it had at a time, in bytes.
  public var peakMemoryBytes: UInt64
  /// How many connections were refused or closed since there were too many.
  public var crowdedOut: UInt64

  /// Resources of these amounts.
  public init(cpuSeconds: Double, peakMemoryBytes: UInt64, crowdedOut: UInt64 = 0) {
    self.cpuSeconds = cpuSeconds
    self.peakMemoryBytes = peakMemoryBytes
    self.crowdedOut = crowdedOut
  }
}
