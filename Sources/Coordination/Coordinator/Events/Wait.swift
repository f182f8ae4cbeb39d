/// What nothing moves without.
public enum Wait: Equatable, Sendable {
  /// Training starts when so many workers are ready.
  case workers(ready: Int, needed: Int)
  /// Training goes on when so many workers are ready.
  case workersAtLeast(ready: Int, needed: Int)
  /// A worker, since none is ready.
  case anyWorker
  /// A word of any worker, since all have stopped answering.
  case answer
  /// Results that these workers were asked for.
  case units(count: Int, of: Work, from: Names)

  /// What the workers were asked for.
  public enum Work: Equatable, Sendable {
    /// The gradient of one step.
    case step(UInt64)
    /// Gradients of the steps after this one, each from one worker.
    case steps(after: UInt64)
    /// The validation data at the θ of this step.
    case evaluation(ofStep: UInt64)
  }

  /// The names of some workers, and how many there are besides.
  public struct Names: Equatable, Sendable {
    /// The names.
    public let names: [String]
    /// How many workers there are besides.
    public let more: Int

    /// These names, and so many workers besides.
    public init(_ names: [String], more: Int) {
      self.names = names
      self.more = more
    }
  }
}
