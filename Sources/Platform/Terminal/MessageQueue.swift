import Coordination
import Glibc

/// What this process says on standard error, on its way there.
///
/// A thread of its own writes it, so that nobody who does not read, be it a terminal in which ctrl-S was
/// pressed, holds up what the process does. The queue is bounded: what finds no room is dropped, and
/// counted.
final class MessageQueue: @unchecked Sendable {
  /// What is said to whom.
  enum Kind {
    /// A line for a reader or a program: dropped, and counted, where there is no room.
    case message
    /// A picture of the moment: left out where anything waits, since a newer one comes.
    case passing
    /// What leaves a terminal as it should be: always written.
    case restoring
  }

  /// Standard error's.
  static let standardError = MessageQueue(STDERR_FILENO)

  private let descriptor: Int32
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasChanged = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  // Under the mutex, all of these.
  /// Each is written by one call, so that another process's words don't come between.
  private var waiting: [[UInt8]] = []
  private var waitingBytes = 0
  private var isWriting = false
  private var writtenCount: UInt64 = 0
  private var droppedCount = 0
  private var hasThread = false
  private var noticeOfDropped: @Sendable (Int) -> String = { count in
    "\(MessageQueue.sentence(dropped: count))\n"
  }

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(hasChanged, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  /// What is said of messages that found no room.
  static func sentence(dropped count: Int) -> String {
    count == 1
      ? "1 message was dropped here, since nobody read those before it"
      : "\(count) messages were dropped here, since nobody read those before them"
  }

  /// The form in which dropped messages are told of from now on: a whole line of the number.
  func tellsOfDropped(by notice: @escaping @Sendable (Int) -> String) {
    locked { noticeOfDropped = notice }
  }

  /// Takes a text to be written. Does not wait.
  func add(_ text: String, _ kind: Kind) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return }
    locked {
      guard startThreadIfNeeded() else { return writeWithoutThread(bytes) }
      if kind == .passing, isWriting || !waiting.isEmpty { return }
      let hasRoom = waitingBytes + bytes.count <= Limits.waitingMessageBytesMax
      if kind == .message, !hasRoom {
        droppedCount += 1
        return
      }
      if hasRoom { appendNoticeOfDropped() }
      append(bytes)
      pthread_cond_broadcast(hasChanged)
    }
  }

  /// Waits until all is written, as long as something still is.
  func settle() {
    locked {
      var lastCount = writtenCount
      var deadline = Self.time(after: Limits.messageLinger)
      while isWriting || !waiting.isEmpty {
        let result = pthread_cond_timedwait(hasChanged, mutex, &deadline)
        if writtenCount != lastCount {
          lastCount = writtenCount
          deadline = Self.time(after: Limits.messageLinger)
        } else if result == ETIMEDOUT {
          return
        }
      }
    }
  }

  private func locked<Answer>(_ body: () -> Answer) -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  private func append(_ bytes: [UInt8]) {
    waiting.append(bytes)
    waitingBytes += bytes.count
  }

  private func appendNoticeOfDropped() {
    guard droppedCount > 0 else { return }
    append(Array(noticeOfDropped(droppedCount).utf8))
    droppedCount = 0
  }

  private func startThreadIfNeeded() -> Bool {
    if !hasThread { hasThread = startThread { [self] in write() } }
    return hasThread
  }

  /// Where the system has no thread to spare, what would have to wait is dropped.
  private func writeWithoutThread(_ bytes: [UInt8]) {
    guard StandardStreams.isWritable(descriptor), bytes.count <= StandardStreams.pipePortion else {
      droppedCount += 1
      return
    }
    _ = StandardStreams.write(bytes, to: descriptor)
  }

  /// The thread: writes one after the other, for as long as the process is there. What can't be
  /// written has nobody to be told.
  private func write() {
    pthread_mutex_lock(mutex)
    while true {
      if waiting.isEmpty { appendNoticeOfDropped() }
      guard !waiting.isEmpty else {
        pthread_cond_wait(hasChanged, mutex)
        continue
      }
      let taken = waiting
      waiting = []
      isWriting = true
      for next in taken {
        pthread_mutex_unlock(mutex)
        writeWhole(next)
        pthread_mutex_lock(mutex)
        waitingBytes -= next.count
        writtenCount += 1
        pthread_cond_broadcast(hasChanged)
      }
      isWriting = false
      pthread_cond_broadcast(hasChanged)
    }
  }

  private func writeWhole(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let (count, code) = bytes.withUnsafeBytes { bytes in
        let count = Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        return (count, errno)
      }
      if count < 0 {
        if code == EINTR { continue }
        guard code == EAGAIN else { return }
        var item = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&item, 1, -1)
        continue
      }
      done += count
    }
  }

  private static func time(after interval: Interval) -> timespec {
    let then = (MonotonicClock().now + interval).nanoseconds
    return timespec(tv_sec: Int(then / 1_000_000_000), tv_nsec: Int(then % 1_000_000_000))
  }
}
