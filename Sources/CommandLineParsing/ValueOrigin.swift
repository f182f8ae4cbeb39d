/// Where a value was given. A later case wins over an earlier one.
public enum ValueOrigin: Equatable, Sendable, Comparable, CustomStringConvertible {
  /// Nowhere: the built-in default.
  case builtIn
  /// In the checkpoint that the run continues from.
  case checkpoint
  /// In the job file of this path.
  case jobFile(String)
  /// In this variable, which the scheduler that started the program set.
  case scheduler(String)
  /// In this `PS_…` variable.
  case environment(String)
  /// On the command line, as this flag (with its dashes).
  case flag(String)

  /// As the log shows it: `default`, `checkpoint`, `job file run.json`, `PS_BATCH`, `flag`.
  public var description: String {
    switch self {
    case .builtIn: "default"
    case .checkpoint: "checkpoint"
    case .jobFile(let path): "job file \(path)"
    case .scheduler(let variable), .environment(let variable): variable
    case .flag: "flag"
    }
  }

  /// Whether the scheduler gave it.
  public var isScheduler: Bool {
    if case .scheduler = self { true } else { false }
  }

  /// How strong the origin is: of two, the higher rank wins.
  public var rank: Int {
    switch self {
    case .builtIn: 0
    case .checkpoint: 1
    case .jobFile: 2
    case .scheduler: 3
    case .environment: 4
    case .flag: 5
    }
  }

  /// Orders by rank.
  public static func < (left: ValueOrigin, right: ValueOrigin) -> Bool { left.rank < right.rank }
}
