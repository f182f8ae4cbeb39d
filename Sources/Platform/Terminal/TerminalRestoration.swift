import Glibc
import Synchronization
import Text

/// Sees to it that a process that ends or stops by a signal while a line is pinned to the terminal
/// leaves it with a cursor and without the line. (SIGKILL leaves no time for it.)
enum TerminalRestoration {
  /// Whether there is something to restore.
  static let isNeeded = Atomic<Bool>(false)

  private static let end = Array(PinnedLine.end.utf8)
  // Made before any signal, since a handler may not ask for memory.
  private nonisolated(unsafe) static let ending: UnsafeMutableBufferPointer<UInt8> = {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: end.count)
    _ = bytes.initialize(from: end)
    return bytes
  }()
  private nonisolated(unsafe) static let earlier: UnsafeMutablePointer<sigaction> = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)
    actions.initialize(repeating: sigaction(), count: 64)
    return actions
  }()

  /// How SIGTSTP is handled.
  private nonisolated(unsafe) static let suspending: UnsafeMutablePointer<sigaction> = {
    let action = UnsafeMutablePointer<sigaction>.allocate(capacity: 1)
    action.initialize(to: sigaction())
    return action
  }()

  /// Restores from now on. Signals that the process takes in another way are left alone, but for
  /// those of a crash, which then do what they would have done.
  static let enabled: Void = {
    _ = (ending, earlier, suspending)
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { handle(number) }
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP] {
      var action = sigaction()
      sigaction(number, nil, &action)
      if unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 0 { handle(number) }
    }
  }()

  private static func handle(_ number: Int32) {
    var action = sigaction()
    // Nothing but what POSIX allows in a handler.
    action.__sigaction_handler.sa_handler = { number in
      let error = errno
      // A terminal in which ctrl-S was pressed would hold up the end.
      if TerminalRestoration.isNeeded.load(ordering: .relaxed),
        StandardStreams.isWritable(STDERR_FILENO)
      {
        _ = write(
          STDERR_FILENO, TerminalRestoration.ending.baseAddress, TerminalRestoration.ending.count)
      }
      if number == SIGTSTP {
        TerminalRestoration.suspend()
      } else {
        // Comes again when the handler is done.
        sigaction(number, TerminalRestoration.earlier + Int(number), nil)
        raise(number)
      }
      errno = error
    }
    action.sa_flags = SA_RESTART
    if number == SIGTSTP { suspending.pointee = action }
    sigaction(number, &action, earlier + Int(number))
  }

  /// Stops by the system's own action, which stops nothing that no shell could let go on.
  private static func suspend() {
    signal(SIGTSTP, SIG_DFL)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(SIGTSTP)
    sigaction(SIGTSTP, suspending, nil)
  }
}
