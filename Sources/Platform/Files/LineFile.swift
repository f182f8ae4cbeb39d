/// A file that grows by whole lines.
public struct LineFile: ~Copyable {
  private let file: OpenFile
  private var isBroken = false

  /// Opens the file, or makes it, to add lines at its end.
  public init(appendingTo path: String) throws(FileError) {
    file = try OpenFile(writing: path, appending: true)
  }

  /// Adds a line, which must not have a line end itself. One write, so that a reader sees lines
  /// whole.
  ///
  /// - Returns: why it could not be written, the first time that it could not.
  public mutating func append(_ line: String) -> FileError? {
    let bytes = Array((line + "\n").utf8)
    do throws(FileError) {
      try write(bytes)
      isBroken = false
      return nil
    } catch {
      defer { isBroken = true }
      return isBroken ? nil : error
    }
  }

  private func write(_ bytes: [UInt8]) throws(FileError) {
    do {
      try bytes.withUnsafeBytes { try file.write($0) }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError("can't write '\(file.path)': \(error)")
    }
  }
}
