import Glibc

/// A pipe to or from a child process. No other process gets its ends but by redirection.
final class Pipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw FileError("make", "a pipe") }
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    closeReading()
    closeWriting()
  }

  func closeReading() {
    if reading >= 0 { close(reading) }
    reading = -1
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  /// Puts all that the reader will find into the pipe, which must hold it at once.
  func fill(_ text: String) throws(FileError) {
    try put(text)
    closeWriting()
  }

  /// Puts what the reader will find first into the pipe, which must hold it at once.
  func put(_ text: String) throws(FileError) {
    let bytes = Array(text.utf8)
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    let count = Glibc.write(writing, bytes, bytes.count)
    if count < 0 { throw FileError("write", "a pipe") }
    guard count == bytes.count else {
      throw FileError("can't write a pipe: it holds only \(count) of \(bytes.count) bytes")
    }
  }

  /// Reads until whoever has the other end closes it.
  func drain() -> String {
    closeWriting()
    return String(decoding: Descriptor.read(reading).bytes, as: UTF8.self)
  }

  /// Returns when there is something to read, or the end; or with the signal that came first.
  func waitForOutput(unless pendingEnd: () -> Int32?) -> Int32? {
    closeWriting()
    var item = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&item, 1, Self.lookMilliseconds)
      if count > 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { return nil }
      if let signal = pendingEnd() { return signal }
    }
  }

  /// How often a wait looks for signals.
  private static let lookMilliseconds: Int32 = 100

  /// Reads what is there, without waiting for more.
  func available() -> (bytes: [UInt8], isAtEnd: Bool) {
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    return Descriptor.read(reading)
  }
}
