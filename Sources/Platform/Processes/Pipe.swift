import Glibc

/// A pipe to or from a child process. No other process gets its ends but by redirection.
final class Pipe {
  let reading: Int32
  private(set) var writing: Int32

  init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw FileError("make", "a pipe") }
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    close(reading)
    closeWriting()
  }

  private func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  /// Puts all that the reader will find into the pipe, which must hold it at once.
  func fill(_ text: String) throws(FileError) {
    let bytes = Array(text.utf8)
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    guard Glibc.write(writing, bytes, bytes.count) == bytes.count else {
      throw FileError("write", "a pipe")
    }
    closeWriting()
  }

  /// Reads until whoever has the other end closes it.
  func drain() -> String {
    closeWriting()
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(reading, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
