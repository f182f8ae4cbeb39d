/// A file that grows by whole lines, each of which a reader sees whole, whatever became of those
/// before it.
///
/// A line of which a full disk took only a part is taken back, or where that fails ended before the
/// next one; so is what a process that was killed has left without an end. A file that somebody has
/// removed is made again.
public struct LineFile: ~Copyable {
  private let path: String
  private var file: OpenFile
  /// Whether the file may not end in a whole line.
  private var isTorn: Bool
  /// Lines that could not be written since the last that could.
  private var lost = 0
  /// Those before the last that could, until someone has asked.
  private var missing: Int?

  /// Opens the file, or makes it, to add lines at its end.
  public init(appendingTo path: String) throws(FileError) {
    self.path = path
    file = try OpenFile(writing: path, appending: true)
    isTorn = Self.lacksLineEnd(path)
  }

  /// Adds a line, which must not have a line end itself. One write, so that a reader sees lines
  /// whole.
  ///
  /// - Returns: why it could not be written, the first time in a row that it could not.
  public mutating func append(_ line: String) -> FileError? {
    do throws(FileError) {
      if file.isRemoved {
        file = try OpenFile(writing: path, appending: true)
        isTorn = false
      }
      try write(Array((line + "\n").utf8))
    } catch {
      lost += 1
      return lost == 1 ? error : nil
    }
    if lost > 0 { missing = (missing ?? 0) + lost }
    lost = 0
    return nil
  }

  /// How many lines are missing before the last one that was written, once; nil for none.
  public mutating func takeMissing() -> Int? {
    defer { missing = nil }
    return missing
  }

  private mutating func write(_ line: [UInt8]) throws(FileError) {
    let size = file.length
    do throws(FileError) {
      try file.write(isTorn ? [UInt8(ascii: "\n")] + line : line)
      isTorn = false
    } catch {
      // What is there of it would stand before the next line.
      if let size, file.truncate(to: size) {} else { isTorn = true }
      throw error
    }
  }

  /// Whether a file has something behind its last line end.
  private static func lacksLineEnd(_ path: String) -> Bool {
    // What can't be read is left as it is, but for an empty line.
    do throws(FileError) {
      guard let last = try OpenFile.regular(path).lastByte() else { return false }
      return last != UInt8(ascii: "\n")
    } catch {
      return true
    }
  }
}
