/// Why a job could not be prepared, where the server may be told more than that it could not be.
public protocol PreparationError: Error {
  /// One clause without a word of what is in any file of the worker's host.
  var toldToServer: String { get }
}
