import Coordination
import Glibc
import Synchronization

/// Tells when standard input is at its end: whoever holds its other end has closed it, or has ended.
public final class InputEnd: Sendable {
  private let isReached = Atomic<Bool>(false)

  /// Watches standard input from now on; what comes by it is passed over.
  ///
  /// - Parameters:
  ///   - wakeup: signalled when the end comes.
  ///   - grace: how long this process may then take to end before it is ended where it stands.
  public init(wakeup: Wakeup, grace: Interval) throws(FileError) {
    let hasStarted = startThread { [self] in
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(STDIN_FILENO, &chunk, chunk.count)
        if count == 0 || (count < 0 && errno != EINTR) { break }
      }
      isReached.store(true, ordering: .releasing)
      wakeup.signal()
      var secondsLeft = UInt32(clamping: grace.nanoseconds / 1_000_000_000)
      while secondsLeft > 0 { secondsLeft = sleep(secondsLeft) }
      ThisProcess.exit(1)
    }
    guard hasStarted else {
      throw FileError("can't watch standard input: the system has no thread to spare")
    }
  }

  /// Whether the end has come.
  public var hasCome: Bool { isReached.load(ordering: .acquiring) }
}
