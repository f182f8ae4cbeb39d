/// Why a session ended.
public enum DepartureReason: Equatable, Sendable {
  /// The worker said goodbye, for this reason.
  case goodbye(GoodbyeReason)
  /// The worker can't prepare the job, for this reason.
  case unable(UnableReason)
  /// It said what no correct worker says.
  case misconduct(Misconduct)
  /// It sent something that is no message: what is wrong with it.
  case badFrame(String)
  /// Its process has started over, and asks for a session again.
  case helloAgain
  /// Its connection is gone.
  case disconnected
  /// It does not read what it is sent.
  case unread
  /// It was not heard of for so long.
  case silent(Interval)
  /// It had only said hello for so long that another was given its place.
  case displacedBeforeReady
  /// It returned none of its work, and another was given its place.
  case displacedWithoutResults
  /// It had returned nothing of its work for so long, and others waited for it.
  case stalled(Interval)
  /// The key of this name is no longer authorized.
  case keyRevoked(String)
  /// In the words of a log that has no code for it.
  case worded(String)

  /// What no correct worker says.
  public enum Misconduct: Equatable, Sendable {
    /// Results before it was ready.
    case workBeforeReady
    /// A push without a gradient.
    case emptyPush
    /// That it is ready, again.
    case readyAgain
    /// A node of another tree.
    case unknownNode(TreeNode)
    /// A part of a step that it had to itself.
    case partialStep(TreeNode)
    /// A unit that the evaluation does not have.
    case unknownUnit(Int, of: Int)
    /// Figures of a unit that it cannot have.
    case wrongTally(correct: UInt64, samples: UInt64, unitSamples: UInt64)
  }

  /// Whether the worker is known to be lost: it did not take its leave itself.
  public var isLoss: Bool {
    switch self {
    case .goodbye, .worded: false
    case .unable, .misconduct, .badFrame, .helloAgain, .disconnected, .unread, .silent,
      .displacedBeforeReady, .displacedWithoutResults, .stalled, .keyRevoked:
      true
    }
  }
}

extension DepartureReason: CustomStringConvertible {
  /// One clause, whose subject is the worker or what it has.
  public var description: String {
    switch self {
    case .goodbye(let reason): reason.description
    case .unable(let reason): reason.description
    case .worded(let words): words
    case .misconduct(let misconduct): misconduct.description
    case .badFrame(let mistake): "it sent a bad frame: \(mistake)"
    case .helloAgain: "it said hello again"
    case .disconnected: "its connection is gone"
    case .unread: "it does not read its messages"
    case .silent(let time): "it was silent for \(time.inSeconds) s"
    case .displacedBeforeReady: "it had only said hello, and another wanted its place"
    case .displacedWithoutResults:
      "it had returned none of its work, and another wanted its place"
    case .stalled(let time):
      "it had returned nothing of its work for \(time.inSeconds) s, and others waited"
    case .keyRevoked(let name): "its key \(name) is no longer authorized"
    }
  }
}

extension DepartureReason.Misconduct: CustomStringConvertible {
  /// One clause, whose subject is the worker.
  public var description: String {
    switch self {
    case .workBeforeReady: "it sent work before it was ready"
    case .emptyPush: "it sent a push without a gradient"
    case .readyAgain: "it said again that it is ready"
    case .unknownNode(let node): "it pushed node \(node), which is not in the tree"
    case .partialStep(let node): "it pushed node \(node), a part of what it was given"
    case .unknownUnit(let unit, let count): "it evaluated unit \(unit) of \(count)"
    case .wrongTally(let correct, let samples, let unitSamples):
      "it counted \(correct) right answers of \(samples) samples in a unit of \(unitSamples)"
    }
  }
}
