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
