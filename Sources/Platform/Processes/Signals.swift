import Glibc
import Synchronization

/// Signals that ask a process to end, taken in turn with everything else instead of at any moment.
public final class Signals: Sendable {
  private let pending = Mutex<[Int32]>([])

  /// Collects the signals from now on. To be made before any thread is started that should not get
  /// them itself.
  ///
  /// - Parameter wakeup: signalled whenever a signal comes in.
  public init(_ numbers: [Int32], wakeup: Wakeup) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    _ = startThread { [self, set] in
      var set = set
      var number: Int32 = 0
      while sigwait(&set, &number) == 0 {
        let signal = number
        pending.withLock { $0.append(signal) }
        wakeup.signal()
      }
    }
  }

  /// The next signal that has come in, if there is one.
  public func poll() -> Int32? {
    pending.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}
