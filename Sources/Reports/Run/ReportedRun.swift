import RunLog
import Text

/// All that a report on one run is made from.
public struct ReportedRun: Sendable {
  /// A checkpoint's θ.
  public struct Weights: Equatable, Sendable {
    /// Its version.
    public let version: UInt64
    /// SHA-256 of its bytes, in hexadecimal.
    public let digest: String

    /// The weights of a checkpoint.
    public init(version: UInt64, digest: String) {
      self.version = version
      self.digest = digest
    }
  }

  /// What the run is called: the name of its folder.
  public let name: String
  /// What its log says.
  public let record: RunRecord
  /// How its log was read.
  public let reading: RunLogReading
  /// Its job, as the file in its folder has it; nil where there is none.
  public let job: JSON?
  /// Whether a server is at work on it now.
  public let isServed: Bool
  /// The newest whole checkpoint's.
  public let weights: Weights?

  /// A run to report on.
  public init(
    name: String, record: RunRecord, reading: RunLogReading, job: JSON?, isServed: Bool,
    weights: Weights?
  ) {
    self.name = name
    self.record = record
    self.reading = reading
    self.job = job
    self.isServed = isServed
    self.weights = weights
  }

  /// Seconds since the first line of the log.
  func moment(_ time: Double) -> Double { time - (record.start ?? time) }

  /// Whether another server began between two moments in seconds since 1970.
  func hasBreak(after first: Double, before second: Double) -> Bool {
    record.generations.dropFirst().contains { first < $0.start && $0.start <= second }
  }

  /// The job's value of an option, as a flag would give it; nil where it is not set.
  func setting(_ name: String) -> String? {
    guard let value = job?[name], !value.isNull else { return nil }
    return value.stringValue ?? value.description
  }

  /// How far the run has come, and why it is where it is.
  var state: State {
    guard let last = record.generations.last else { return isServed ? .goingOn : .neverBegan }
    switch last.outcome {
    case .completed(let completion)?: return .completed(completion.description)
    case .interrupted(let reason)?: return .interrupted(reason.description)
    case .failed(let failure)?: return .failed(failure.description)
    case nil: return isServed ? .goingOn : .cutOff
    }
  }

  enum State: Equatable {
    case completed(String)
    case interrupted(String)
    case failed(String)
    /// A server is at work on it.
    case goingOn
    /// Its server has ended without a word.
    case cutOff
    /// No server has written to its log.
    case neverBegan

    /// One word.
    var word: String {
      switch self {
      case .completed: "completed"
      case .interrupted: "interrupted"
      case .failed: "failed"
      case .goingOn: "going on"
      case .cutOff: "cut off"
      case .neverBegan: "never began"
      }
    }

    /// A clause.
    var sentence: String {
      switch self {
      case .completed(let reason): "completed: \(reason)"
      case .interrupted(let reason): "interrupted: \(reason)"
      case .failed(let reason): "failed: \(reason)"
      case .goingOn: "going on while this was written"
      case .cutOff: "cut off: its server ended without a word, killed or with its host"
      case .neverBegan: "never began: no server has written to its log"
      }
    }
  }
}
