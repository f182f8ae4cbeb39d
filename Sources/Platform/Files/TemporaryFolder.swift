import Glibc

/// A folder that only this user can enter, for sockets and the like.
public struct TemporaryFolder: Sendable {
  /// Its path, short enough for a socket's name below it.
  public let path: String

  /// Makes one in the system's folder for temporary files.
  public init(prefix: String) throws(FileError) {
    let parent = ThisProcess.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError("make a folder in", parent) }
    path = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes it and all that is in it.
  public func remove() { Self.remove(path) }

  private static func remove(_ folder: String) {
    for name in (try? Files.names(in: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      // A link is removed, not followed; what is left is a folder.
      if unlink(path) != 0 { remove(path) }
    }
    rmdir(folder)
  }
}
