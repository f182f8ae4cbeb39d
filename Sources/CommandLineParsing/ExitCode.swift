/// How a program of ours ends; the help of every command lists these.
public enum ExitCode: Int32, CaseIterable, Sendable {
  /// What was asked for was done.
  case success = 0
  /// The run failed: a file could not be written, a peer was lost for good, a loss became NaN.
  case failure = 1
  /// The operator's mistake: an argument, a job file, an address or input data that cannot be used.
  case usage = 2

  /// What the help says about it.
  public var summary: String {
    switch self {
    case .success: "success"
    case .failure: "the run failed"
    case .usage: "a mistake in the arguments, the environment, the job file or the data"
    }
  }

  /// The exit code of a program that signal `number` ended, as shells report it.
  public static func signal(_ number: Int32) -> Int32 { 128 + number }
}
