import Coordination

/// Why a job could not be prepared, where the server may be told more than that it could not be.
public protocol PreparationError: Error {
  /// What the server is told.
  var toldToServer: UnableReason { get }
}
