/// When checkpoints are written, besides at the end.
public enum CheckpointInterval: Equatable, Sendable, CustomStringConvertible {
  /// At the end of each epoch.
  case epoch
  /// After each so many steps.
  case steps(Int)
  /// After each so many seconds.
  case seconds(Int)

  /// `epoch`, a number of steps such as `500`, or seconds such as `30s`; nil for anything else or
  /// beyond `JobLimits`.
  public init?(_ text: String) {
    if text == "epoch" {
      self = .epoch
    } else if text.last == "s", let seconds = Int(text.dropLast()),
      JobLimits.checkpointSeconds.contains(seconds)
    {
      self = .seconds(seconds)
    } else if let steps = Int(text), JobLimits.steps.contains(steps) {
      self = .steps(steps)
    } else {
      return nil
    }
  }

  /// The text that reads back as this.
  public var description: String {
    switch self {
    case .epoch: "epoch"
    case .steps(let count): "\(count)"
    case .seconds(let count): "\(count)s"
    }
  }
}
