import Glibc

/// Open files by their numbers.
enum Descriptor {
  /// Reads until there is no more: to the end or, where reading does not wait, all that there is.
  ///
  /// - Returns: what was read, and whether that was the end.
  static func read(_ descriptor: Int32) -> (bytes: [UInt8], isAtEnd: Bool) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return (bytes, count == 0 || errno != EAGAIN) }
      bytes.append(contentsOf: chunk[..<count])
    }
  }
}
