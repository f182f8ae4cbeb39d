import Glibc
import Wire

/// Standard output and standard error.
public enum Console {
  /// Whether standard error is a terminal that can move its cursor.
  public static var isTerminal: Bool {
    guard isatty(STDERR_FILENO) == 1, let kind = ThisProcess.environment("TERM") else {
      return false
    }
    return !kind.isEmpty && kind != "dumb"
  }

  /// Whether standard error may show colour: https://no-color.org.
  public static var showsColor: Bool {
    isTerminal && ThisProcess.environment("NO_COLOR").map(\.isEmpty) ?? true
  }

  /// The columns of the terminal; 80 where it does not say.
  public static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether the terminal is this process's to draw on: it, or the launcher that started it, is in
  /// the foreground. Elsewhere the shell's prompt stands.
  public static var isInForeground: Bool {
    let group = tcgetpgrp(STDERR_FILENO)
    // A terminal that is not the controlling one has no foreground.
    return group < 0 || group == getpgrp() || group == getpgid(getppid())
  }

  /// Writes to standard output.
  public static func output(_ text: String) {
    write(text, to: STDOUT_FILENO)
  }

  /// Writes to standard error.
  public static func error(_ text: String) {
    write(text, to: STDERR_FILENO)
  }

  /// Writes a line to standard error: on a terminal in the place of a pinned line, whoever drew it,
  /// which is to be drawn again.
  public static func message(_ text: String, _ style: TextStyle = .plain) {
    if isTerminal, isInForeground {
      error(PinnedLine.message(text, style, inColor: showsColor))
    } else {
      error(PrintableText.oneLine(text) + "\n")
    }
  }

  /// Tells that a process that this one starts will pin a line to the terminal: it is taken off also
  /// when this one is stopped by ctrl-Z.
  public static func expectPinnedLine() {
    guard isTerminal else { return }
    TerminalRestoration.enabled
    TerminalRestoration.isNeeded.store(true, ordering: .relaxed)
  }

  /// Takes that line off the terminal, and shows the cursor again: a process that was killed could
  /// not.
  public static func endPinnedLine() {
    guard isTerminal else { return }
    TerminalRestoration.isNeeded.store(false, ordering: .relaxed)
    if isInForeground { error(PinnedLine.end) }
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
