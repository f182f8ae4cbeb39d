import Coordination

extension StopReason: CustomStringConvertible {
  /// One clause, whose subject is the server or the worker.
  public var description: String {
    switch self {
    case .interrupted: "it was interrupted"
    case .terminated: "it was told to terminate"
    case .hungUp: "its terminal was closed, or it was told to hang up"
    case .processorTime: "its processor time is used up"
    case .signal(let number): "it was told to end by signal \(number)"
    case .parentEnded: "the process that started it has ended"
    case .launcherEnded: "its launcher has told it to end, or is gone"
    case .worded(let words): words
    }
  }
}
