import Glibc

/// What the system refused a link, and why, in one clause.
public struct LinkError: Error, Equatable, CustomStringConvertible {
  /// What was tried.
  public let action: String
  /// The system's number (errno).
  public let code: Int32
  /// What was tried and why it failed.
  public let description: String

  /// An error with this number.
  init(_ action: String, code: Int32) {
    self.action = action
    self.code = code
    let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
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
