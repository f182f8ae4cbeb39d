import Coordination

extension StrayReason: CustomStringConvertible {
  /// One clause.
  public var description: String {
    switch self {
    case .otherJob: "it is about another job"
    case .otherGeneration: "it was meant for another generation of the server"
    case .unknownSession: "it belongs to no open session"
    case .otherKey: "its session belongs to another key"
    }
  }
}
