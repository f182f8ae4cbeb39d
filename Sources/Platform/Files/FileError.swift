import Glibc

/// What could not be done with a file, and why, in one clause.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// What could not be done and why.
  public let description: String

  /// The failure of a system call.
  ///
  /// - Parameter code: its `errno`; where it is not given, no other call may have been made on this
  ///   thread since.
  init(_ action: String, _ path: String, code: Int32 = errno) {
    description = "can't \(action) '\(path)': \(String(cString: strerror(code)))"
  }

  /// A failure in our own words.
  init(_ description: String) {
    self.description = description
  }
}
