import Coordination

/// How long a launcher waits, and how much it does at a time.
enum LaunchLimits {
  /// How long a launcher's processes may take to end when their time has come.
  static let launchedProcessesTime = Interval.seconds(10)
  /// How long after it was asked to end a launcher takes the same request for impatience.
  static let insistenceTime = Interval.seconds(1)
  /// How long a launcher's workers may take to end when their server has ended.
  static let orphanedWorkersTime = Interval.seconds(2)
  /// Workers of one host that a launcher is starting at one time: sshd turns connections away when
  /// more than its `MaxStartups` (10) have not said yet who they are.
  static let startsPerHostMax = 6
  /// How long a launcher waits before it starts a worker on another host again; then twice as long
  /// each time, up to the maximum.
  static let restartPauseMin = Interval.seconds(1)
  /// The longest that a launcher waits before it starts a worker again.
  static let restartPauseMax = Interval.seconds(30)
}
