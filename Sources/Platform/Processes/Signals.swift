import Glibc
import Synchronization

/// Signals that ask a process to do something, taken in turn with everything else instead of at any
/// moment. There is one set of them in a process.
public final class Signals: Sendable {
  /// What ctrl-C sends.
  public static let interrupt = SIGINT
  /// What asks for an orderly end.
  public static let terminate = SIGTERM
  /// What asks for a checkpoint: schedulers send it before a job's time is over.
  public static let checkpoint = SIGUSR1
  /// What ends a process at once.
  public static let kill = SIGKILL
  /// What tells that a child process has ended.
  public static let childEnded = SIGCHLD

  /// The signals that have come in and have not been polled, a bit each.
  private static let pending = Atomic<UInt64>(0)
  /// Where the handler asks for attention.
  private static let wakeupDescriptor = Atomic<Int32>(-1)

  private let wakeup: Wakeup

  /// Collects these signals from now on.
  ///
  /// By handlers, not by blocking and waiting for them: libraries have threads of their own, started
  /// before any of our code, to which a blocked signal would be delivered all the same.
  ///
  /// - Parameter wakeup: signalled whenever a signal comes in.
  public init(_ numbers: [Int32], wakeup: Wakeup) {
    self.wakeup = wakeup
    Self.pending.store(0, ordering: .relaxed)
    Self.wakeupDescriptor.store(wakeup.writingDescriptor, ordering: .relaxed)
    for number in numbers {
      var action = sigaction()
      // Nothing but what POSIX allows in a handler: lock-free atomics and `write`.
      action.__sigaction_handler.sa_handler = { number in
        Signals.pending.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
        let error = errno
        var byte: UInt8 = 1
        _ = write(Signals.wakeupDescriptor.load(ordering: .relaxed), &byte, 1)
        errno = error
      }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
    // A file that may not grow any further is a failure of the write, not the end of everything.
    signal(SIGXFSZ, SIG_IGN)
    // Whoever started this process may have blocked them.
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// A signal that has come in since it was last polled, if one has.
  public func poll() -> Int32? {
    let bits = Self.pending.load(ordering: .relaxed)
    guard bits != 0 else { return nil }
    let number = bits.trailingZeroBitCount
    Self.pending.bitwiseAnd(~(1 << UInt64(number)), ordering: .relaxed)
    return Int32(number)
  }
}
