import Glibc

/// The path of an `ipc://` endpoint. A server that listens there takes the place of a socket of that name,
/// be it another server's, so one has to look before.
public enum LocalSocketPath {
  /// The longest that the system takes (`sun_path` of `unix(7)`, less the zero byte).
  public static let bytesMax = 107

  /// Checks that a server can listen at the path without taking it from anyone: it must be free, or
  /// a socket at which nobody listens any more.
  public static func checkIsFree(_ path: String) throws(FileError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw FileError("can't listen at ipc://\(path): there is a file or folder of that name")
    }
    if isListenedAt(path) {
      throw FileError(
        "can't listen at ipc://\(path): another server does; choose another path")
    }
  }

  /// Whether a connection could be made.
  private static func isListenedAt(_ path: String) -> Bool {
    // Listening says what is wrong with a longer path; no socket can have one.
    guard let address = SocketAddress(local: path) else { return false }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let result = address.with { connect(descriptor, $0, $1) }
    // A queue of connections that is full has a listener, too.
    return result == 0 || errno == EAGAIN
  }
}
