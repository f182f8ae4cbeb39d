import Glibc

/// Ends a wait from another thread, or from a signal.
public final class Wakeup: Sendable {
  /// Readable when someone has asked for attention.
  let descriptor: Int32
  private let writing: Int32

  /// A wakeup that nobody has signalled; nil if the system has no descriptors left.
  public init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    descriptor = ends[0]
    writing = ends[1]
  }

  deinit {
    close(descriptor)
    close(writing)
  }

  /// Ends the wait that is going on, or else the next one.
  public func signal() {
    var byte: UInt8 = 1
    // A full pipe is as good as one more byte.
    _ = write(writing, &byte, 1)
  }

  /// Takes back all signals so far.
  public func drain() {
    var bytes: (UInt64, UInt64) = (0, 0)
    while read(descriptor, &bytes, 16) > 0 {}
  }
}
