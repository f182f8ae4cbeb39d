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
