extension Files {
  /// Reads a file from its beginning to the end that it has now, a piece at a time, in memory that does
  /// not grow with it.
  ///
  /// - Throws: also for what is no regular file.
  public static func forEachChunk(
    of path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(FileError) {
    let file = try OpenFile.regular(path)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 1)
    defer { chunk.deallocate() }
    var rest = try file.size()
    while rest > 0 {
      let count = try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: chunk[..<min(rest, chunk.count)]))
      if count == 0 { break }
      body(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      rest -= count
    }
  }
}
