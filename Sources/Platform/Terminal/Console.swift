import Glibc

/// Standard output and standard error.
public enum Console {
  /// Whether standard error is a terminal that can move its cursor.
  public static var isTerminal: Bool {
    guard isatty(STDERR_FILENO) == 1 else { return false }
    return ThisProcess.environment("TERM") != "dumb"
  }

  /// The columns of the terminal; 80 where it does not say.
  public static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes to standard output.
  public static func output(_ text: String) {
    write(text, to: STDOUT_FILENO)
  }

  /// Writes to standard error.
  public static func error(_ text: String) {
    write(text, to: STDERR_FILENO)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
