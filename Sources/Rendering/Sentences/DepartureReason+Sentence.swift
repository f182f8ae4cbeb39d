import Coordination

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
