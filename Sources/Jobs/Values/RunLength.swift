/// How long a job trains, unless a target ends it earlier.
public enum RunLength: Equatable, Sendable {
  /// So many passes over the training data.
  case epochs(Int)
  /// So many updates of θ.
  case steps(Int)
}
