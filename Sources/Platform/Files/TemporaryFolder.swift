import Glibc

/// A folder that only this user can enter, for sockets and the like.
public struct TemporaryFolder: Sendable {
  /// Its path.
  public let path: String

  /// Makes one in the system's folder for temporary files.
  ///
  /// - Parameter socketName: the name of a socket that is to have room in it. Where the path would be
  ///   too long for one, the folder is made elsewhere.
  public init(prefix: String, socketName: String? = nil) throws(FileError) {
    let usual = ThisProcess.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    guard let socketName else {
      path = try Self.make(in: usual, prefix)
      return
    }
    let drawn = 6
    let own = prefix.utf8.count + drawn + socketName.utf8.count + 2
    let others = [ThisProcess.environment("XDG_RUNTIME_DIR"), "/tmp", "/dev/shm"].compactMap { $0 }
    var failure: FileError?
    for parent in [usual] + others
    where !parent.isEmpty && parent.utf8.count + own <= LocalSocketPath.bytesMax {
      do throws(FileError) {
        path = try Self.make(in: parent, prefix)
        return
      } catch {
        // What is wrong with the first is worth telling.
        failure = failure ?? error
      }
    }
    throw failure
      ?? FileError(
        "no socket can be made in '\(usual)': its path would be longer than "
          + "\(LocalSocketPath.bytesMax) bytes; let TMPDIR name a folder with a shorter path")
  }

  private static func make(in parent: String, _ prefix: String) throws(FileError) -> String {
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError("make a folder in", parent) }
    return String(
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
