import CZeroMQ

/// What libzmq refused to do, and why, in one clause.
public struct ZeroMQError: Error, Equatable, CustomStringConvertible {
  /// What was tried.
  public let action: String
  /// The number that libzmq gave.
  public let code: Int32
  /// What was tried and why it failed.
  public let description: String

  /// The error that libzmq has just reported on this thread.
  init(_ action: String) {
    self.init(action, code: zmq_errno())
  }

  /// An error with this number.
  init(_ action: String, code: Int32) {
    self.action = action
    self.code = code
    let reason = zmq_strerror(code).map { String(cString: $0) } ?? "error \(code)"
    description = "can't \(action): \(reason)"
  }

  /// An error with this reason.
  init(_ action: String, reason: String) {
    self.action = action
    code = EINVAL
    description = "can't \(action): \(reason)"
  }

  /// Whether the address belongs to someone else.
  public var isAddressInUse: Bool { code == EADDRINUSE }
}
