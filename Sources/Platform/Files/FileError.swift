import Glibc

/// What could not be done with a file, and why, in one clause.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// What could not be done and why.
  public let description: String

  /// The failure of a system call that has just been made on this thread.
  init(_ action: String, _ path: String) {
    description = "can't \(action) '\(path)': \(String(cString: strerror(errno)))"
  }

  /// A failure in our own words.
  init(_ description: String) {
    self.description = description
  }
}
