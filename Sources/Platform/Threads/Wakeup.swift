import Coordination
import Glibc

/// Ends a wait from another thread, or from a signal.
public final class Wakeup: Sendable {
  /// Readable when someone has asked for attention.
  let descriptor: Int32
  /// Where a byte asks for attention.
  let writingDescriptor: Int32

  /// A wakeup that nobody has signalled; nil if the system has no descriptors left.
  public init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    descriptor = ends[0]
    writingDescriptor = ends[1]
  }

  deinit {
    close(descriptor)
    close(writingDescriptor)
  }

  /// Ends the wait that is going on, or else the next one.
  public func signal() {
    var byte: UInt8 = 1
    // A full pipe is as good as one more byte.
    _ = write(writingDescriptor, &byte, 1)
  }

  /// Sleeps until someone signals, there is something to read, or the deadline; takes back all
  /// signals so far.
  ///
  /// - Parameter watched: descriptors that may become readable.
  public func wait(until deadline: Instant, watching watched: [Int32] = []) {
    let left = (deadline - MonotonicClock().now).nanoseconds
    var items = ([descriptor] + watched).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    _ = poll(&items, nfds_t(items.count), Int32(clamping: (left + 999_999) / 1_000_000))
    drain()
  }

  /// Takes back all signals so far.
  public func drain() {
    var bytes: (UInt64, UInt64) = (0, 0)
    while read(descriptor, &bytes, 16) > 0 {}
  }
}
