import CEpoll
import Glibc

/// A descriptor that is readable once it has been signalled, until it is cleared (eventfd).
final class EventSignal: Sendable {
  let descriptor: Int32

  /// Nil if the system has no descriptors left.
  init?() {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  func signal() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
