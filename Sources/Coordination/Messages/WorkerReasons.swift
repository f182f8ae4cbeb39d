/// Why a worker says goodbye.
public enum GoodbyeReason: Equatable, Sendable {
  /// The run is over.
  case runOver
  /// It was given work that it can't do.
  case impossibleWork
  /// It is to stop.
  case stopping(StopReason)
  /// A sentence alone, of another program or of a log without a code.
  case other(String)
}

/// Why a worker can't prepare a job. Nothing in it is of what a file of the worker's host holds.
public enum UnableReason: Equatable, Sendable {
  /// It can't use its host's data for the job.
  case data
  /// Its host has too little memory for the job.
  case memory
  /// The server's welcome says another number of micro-batches than its job.
  case microBatches(welcome: Int, job: Int)
  /// It was to stop before it was ready.
  case stopping(StopReason)
  /// Its own messages say why.
  case unspecified
  /// A sentence alone, of another program or of a log without a code.
  case other(String)
}
