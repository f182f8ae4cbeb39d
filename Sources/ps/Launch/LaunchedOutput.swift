import Platform

/// Lines of the launcher and of what it has started, on the standard error that it shares with its
/// server.
enum LaunchedOutput {
  /// Shows a line. On a terminal it takes the place of the server's progress line, which the server
  /// draws again.
  static func show(_ line: String) {
    Console.error((Console.isTerminal ? "\r\u{1B}[K" : "") + line + "\n")
  }
}
