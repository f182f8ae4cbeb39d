import CLinux
import Coordination
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
  /// What tells that nobody reads a pipe any more; the end of a program that ignores it, too.
  public static let brokenPipe = SIGPIPE
  /// What ends a process at once.
  public static let kill = SIGKILL
  /// What tells that a child process has ended.
  public static let childEnded = SIGCHLD
  /// What ctrl-Z sends.
  public static let suspend = SIGTSTP
  /// What stops a process at once.
  public static let stop = SIGSTOP
  /// What lets a stopped process go on.
  public static let resume = SIGCONT

  /// All that would end a process, or make it a core file, but those of a crash and the one that asks
  /// for a checkpoint. Each asks for an orderly end: a terminal that is closed, a timer, a limit of
  /// processor time, the power, a real-time signal of a batch system.
  public static let endings: [Int32] =
    [
      SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR,
      SIGXCPU,
      SIGSTKFLT,
    ] + Array(__libc_current_sigrtmin()...__libc_current_sigrtmax())

  /// The signals that have come in and have not been polled, a bit each: that of signal 1 is the
  /// lowest.
  private static let pending = Atomic<UInt64>(0)
  /// Where the handler asks for attention.
  private static let wakeupDescriptor = Atomic<Int32>(-1)
  /// The bits of those that ask for an end.
  private static let endingBits = endings.reduce(0) { $0 | bit($1) }

  /// Collects these signals from now on.
  ///
  /// By handlers, not by blocking and waiting for them: libraries have threads of their own, started
  /// before any of our code, to which a blocked signal would be delivered all the same.
  ///
  /// Left alone is a signal by which a terminal or a shell rules its jobs where whoever started this
  /// process ignores it: `nohup` does so with SIGHUP.
  ///
  /// - Parameter wakeup: signalled whenever a signal comes in.
  public init(_ numbers: [Int32], wakeup: Wakeup) {
    // The handlers write to it for as long as the process is there.
    _ = Unmanaged.passRetained(wakeup)
    Self.pending.store(0, ordering: .relaxed)
    Self.wakeupDescriptor.store(wakeup.writingDescriptor, ordering: .relaxed)
    for number in numbers where !Self.isLeftAlone(number) { Self.collect(number) }
    // A file that may not grow any further is a failure of the write, not the end of everything.
    signal(SIGXFSZ, SIG_IGN)
    // Nor does a terminal that wants no words from the background stop anything.
    signal(SIGTTOU, SIG_IGN)
    Self.unblock(numbers)
  }

  private static func collect(_ number: Int32) {
    var action = sigaction()
    // Nothing but what POSIX allows in a handler: lock-free atomics and `write`.
    action.__sigaction_handler.sa_handler = { number in
      Signals.pending.bitwiseOr(Signals.bit(number), ordering: .relaxed)
      let error = errno
      var byte: UInt8 = 1
      _ = write(Signals.wakeupDescriptor.load(ordering: .relaxed), &byte, 1)
      errno = error
    }
    action.sa_flags = SA_RESTART
    sigaction(number, &action, nil)
  }

  private static func isLeftAlone(_ number: Int32) -> Bool {
    guard [SIGHUP, SIGTSTP].contains(number) else { return false }
    var action = sigaction()
    sigaction(number, nil, &action)
    // As SIG_IGN is, which is a macro of a cast.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Whoever started this process may have blocked them, so that none comes before it can be taken.
  private static func unblock(_ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func bit(_ number: Int32) -> UInt64 { 1 << UInt64(number - 1) }

  /// A signal that has come in since it was last polled, if one has.
  public func poll() -> Int32? {
    let bits = Self.pending.load(ordering: .relaxed)
    guard bits != 0 else { return nil }
    let number = Int32(bits.trailingZeroBitCount + 1)
    Self.pending.bitwiseAnd(~Self.bit(number), ordering: .relaxed)
    return number
  }

  /// A signal that asks for an end and has come in, but has not been polled.
  public static var pendingEnd: Int32? {
    let bits = pending.load(ordering: .relaxed) & endingBits
    return bits == 0 ? nil : Int32(bits.trailingZeroBitCount + 1)
  }

  /// What a process ends with that was asked to end by this signal and did so in good order. SIGTERM is
  /// the way to ask for that, so what follows is no failure.
  public static func exitCode(_ number: Int32) -> Int32 { number == SIGTERM ? 0 : 128 + number }

  /// Why a process ends that was asked to by this signal.
  public static func reason(_ number: Int32) -> StopReason {
    switch number {
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    case SIGHUP: .hungUp
    case SIGXCPU: .processorTime
    default: .signal(number)
    }
  }

  /// Stops this process as ctrl-Z would, where there is a shell that can let it go on, and returns
  /// when it has.
  public func suspendThisProcess() {
    // By the system's own action: it stops nothing that nobody could let go on.
    signal(SIGTSTP, SIG_DFL)
    Self.unblock([SIGTSTP])
    raise(SIGTSTP)
    Self.collect(SIGTSTP)
  }
}
