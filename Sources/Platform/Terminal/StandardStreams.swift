import Glibc

/// The descriptors 0, 1 and 2, which a program has from whoever started it.
public enum StandardStreams {
  /// Makes them safe to use; the first thing that a program does.
  ///
  /// One that was closed is taken, so that no file of ours gets its number and is written messages
  /// to; reading or writing it still fails, as if it were closed. Writing to a pipe whose reader has
  /// gone, or to a file that is as long as it may be (`ulimit -f`), is a failure of the write, and not the
  /// end of the process.
  public static func secure() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest number that is free is this one, since those below it are taken by now.
      _ = open("/dev/null", mode)
    }
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
  }

  /// Writes all of this, and waits for whoever reads it.
  ///
  /// - Parameter pendingEnd: which signal that asks for an end has come in; the wait then ends.
  /// - Returns: nil where all was written.
  static func write(
    _ bytes: [UInt8], to descriptor: Int32, unless pendingEnd: () -> Int32? = { nil }
  ) -> OutputError? {
    var done = 0
    while done < bytes.count {
      if let signal = wait(for: descriptor, unless: pendingEnd) {
        return .interrupted(signal: signal)
      }
      // No more than a pipe that can be written to takes at once.
      let (count, code) = bytes.withUnsafeBytes { bytes in
        let count = Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: done), min(bytes.count - done, pipePortion))
        return (count, errno)
      }
      if count < 0 {
        // Another process that writes to the same pipe may have been quicker.
        if code == EINTR || code == EAGAIN { continue }
        return OutputError(code: code)
      }
      done += count
    }
    return nil
  }

  /// Whether a portion could be written now without a wait.
  static func isWritable(_ descriptor: Int32) -> Bool {
    var item = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&item, 1, 0) > 0
  }

  /// What a pipe takes whole, or not at all (POSIX's PIPE_BUF).
  static let pipePortion = 4096
  /// How often a wait looks for signals.
  private static let lookMilliseconds: Int32 = 200

  /// Returns when the descriptor can be written to, or writing to it fails; or with the signal that
  /// came first.
  private static func wait(for descriptor: Int32, unless pendingEnd: () -> Int32?) -> Int32? {
    var item = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
      let count = poll(&item, 1, lookMilliseconds)
      if count > 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { return nil }
      if let signal = pendingEnd() { return signal }
    }
  }
}
