import Coordination

/// Why a job could not be prepared, with the reason that the worker may send to the server.
public protocol PreparationError: Error {
  /// The reason that the worker sends to the server.
  var reportedReason: UnableReason { get }
}
