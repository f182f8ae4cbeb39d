import Coordination
import Glibc
import Text

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

  /// Writes results to standard output, after all that was said before, and waits for whoever reads
  /// them.
  public static func output(_ text: String) throws(OutputError) {
    MessageQueue.standardError.settle()
    let failure = StandardStreams.write(
      Array(text.utf8), to: STDOUT_FILENO, unless: { Signals.pendingEnd })
    if let failure { throw failure }
  }

  /// As `output`, for a process that was asked to end by a signal: who reads nothing is not waited for
  /// longer than for messages, and the rest is left out.
  public static func lastOutput(_ text: String, after signal: Int32) throws(OutputError) {
    MessageQueue.standardError.settle()
    let deadline = MonotonicClock().now + Limits.messageLinger
    let failure = StandardStreams.write(
      Array(text.utf8), to: STDOUT_FILENO,
      unless: { Signals.pendingEnd ?? (MonotonicClock().now < deadline ? nil : signal) })
    if let failure, failure.isFailure { throw failure }
  }

  /// Ends standard output: some systems tell only then that what was written could not be kept.
  public static func closeOutput() throws(OutputError) {
    guard close(STDOUT_FILENO) != 0 else { return }
    let code = errno
    if code != EINTR, code != EBADF { throw OutputError(code: code) }
  }

  /// Writes a line or more to standard error, when its reader has read what was said before. Does not
  /// wait for that.
  public static func error(_ text: String) {
    MessageQueue.standardError.add(text, .message)
  }

  /// Waits until all messages are written, as long as someone reads them.
  public static func settle() { MessageQueue.standardError.settle() }

  /// Draws on the terminal what the next drawing replaces.
  static func draw(_ text: String) {
    MessageQueue.standardError.add(text, .passing)
  }

  /// Leaves the terminal as it should be.
  static func restore(_ text: String) {
    MessageQueue.standardError.add(text, .restoring)
  }

  /// Writes a line to standard error: on a terminal in the place of a pinned line, whoever drew it,
  /// which is to be drawn again.
  public static func message(_ text: String, _ style: TextStyle = .plain) {
    error(encoded(text, style))
  }

  /// A message as it is written.
  static func encoded(_ text: String, _ style: TextStyle) -> String {
    isTerminal && isInForeground
      ? PinnedLine.message(text, style, inColor: showsColor) : PrintableText.oneLine(text) + "\n"
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
    if isInForeground { restore(PinnedLine.end) }
  }
}
