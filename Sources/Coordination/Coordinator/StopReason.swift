/// Why a server or a worker is asked to stop.
public enum StopReason: Equatable, Sendable {
  /// It was interrupted (SIGINT).
  case interrupted
  /// It was told to terminate (SIGTERM).
  case terminated
  /// Its terminal was closed, or it was told to hang up (SIGHUP).
  case hungUp
  /// Its processor time is used up (SIGXCPU).
  case processorTime
  /// It was told to end by another signal.
  case signal(Int32)
  /// The process that started it has ended.
  case parentEnded
  /// Its launcher has told it to end, or is gone.
  case launcherEnded
  /// A sentence alone: of a program that embeds a server or a worker, or of a log without a code.
  case worded(String)
}

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
