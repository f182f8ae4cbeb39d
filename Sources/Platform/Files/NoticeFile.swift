import Glibc

/// A file or named pipe that lines are written to for whoever may read them: one that nobody has
/// room for is lost, and nobody is waited for.
public struct NoticeFile: ~Copyable {
  private let descriptor: Int32

  /// Opens it, or makes a file, to add lines at its end.
  public init(_ path: String) throws(FileError) {
    // For reading, too: writing to a pipe that its reader has left would end this process.
    descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw FileError("write", path) }
  }

  deinit {
    close(descriptor)
  }

  /// Adds a line, which must not have a line end itself; in one write, so that it is there whole or
  /// not at all.
  public borrowing func append(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
