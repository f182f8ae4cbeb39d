import Coordination
import Glibc

/// A thread that looks every now and then whether the list of authorized keys has changed.
final class KeyWatch: Sendable {
  private let ending: EventSignal

  /// Nil where the system has no descriptor or thread to spare.
  ///
  /// - Parameter wakeup: signalled when there is something to take from `keys`.
  init?(_ keys: AuthorizedKeys, wakeup: Wakeup?) {
    guard let ending = EventSignal() else { return nil }
    self.ending = ending
    let isRunning = startThread {
      var item = pollfd(fd: ending.descriptor, events: Int16(POLLIN), revents: 0)
      let interval = Int32(clamping: Limits.authorizedKeysInterval.nanoseconds / 1_000_000)
      while true {
        let count = poll(&item, 1, interval)
        if count > 0 { return }
        if count == 0, keys.refresh() { wakeup?.signal() }
      }
    }
    guard isRunning else { return nil }
  }

  deinit { ending.signal() }
}
