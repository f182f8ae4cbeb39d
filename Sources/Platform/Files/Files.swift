import Glibc

/// Whole files and folders. `WholeFiles.swift` has how they are read.
public enum Files {
  /// Where a file of a folder really lies, all symbolic links followed.
  ///
  /// - Throws: where it is not there, or lies outside of the folder.
  public static func resolved(
    _ path: String, within folder: String
  ) throws(FileError) -> String {
    func real(_ path: String) throws(FileError) -> String {
      guard let resolved = realpath(path, nil) else { throw FileError("read", path) }
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let (file, home) = (try real(path), try real(folder))
    guard file.hasPrefix(home == "/" ? home : home + "/") else {
      throw FileError("can't read '\(path)': it lies outside of '\(folder)'")
    }
    return file
  }

  /// Puts a file in place, whole or not at all: written under another name, made durable, renamed,
  /// and the folder made durable. Nothing that exists is touched before that.
  public static func writeDurably(
    _ path: String, _ parts: [UnsafeRawBufferPointer]
  ) throws(FileError) {
    let temporary = path + ".partial"
    do throws(FileError) {
      let file = try OpenFile(writing: temporary, as: path)
      for part in parts { try file.write(part) }
      try file.synchronize()
      guard rename(temporary, path) == 0 else { throw FileError("rename to", path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try OpenFile(folder: folder(of: path)).synchronize()
  }

  /// Puts a text file in place, whole or not at all.
  public static func writeDurably(_ path: String, text: String) throws(FileError) {
    try writeDurably(path, bytes: Array(text.utf8))
  }

  /// Puts a file in place, whole or not at all.
  public static func writeDurably(_ path: String, bytes: [UInt8]) throws(FileError) {
    do {
      try bytes.withUnsafeBytes { try writeDurably(path, [$0]) }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError("can't write '\(path)': \(error)")
    }
  }

  /// Makes a file that must not be there yet, whole or not at all, and durable.
  ///
  /// - Parameter isSecret: whether only its owner may read it, from its first moment.
  /// - Throws: also where there is anything of that name.
  public static func writeNew(
    _ path: String, text: String, isSecret: Bool
  ) throws(FileError) {
    let temporary = "\(path).\(getpid()).partial"
    unlink(temporary)
    do throws(FileError) {
      let file = try OpenFile(new: temporary, permissions: isSecret ? 0o600 : 0o644, as: path)
      var failure: FileError?
      var text = text
      text.withUTF8 { bytes in
        do throws(FileError) {
          try file.write(UnsafeRawBufferPointer(bytes))
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      try file.synchronize()
      // Unlike a change of name this takes nothing from anyone.
      guard link(temporary, path) == 0 else { throw FileError("write", path) }
      unlink(temporary)
    } catch {
      unlink(temporary)
      throw error
    }
    try OpenFile(folder: folder(of: path)).synchronize()
  }

  /// Makes a folder and those that it lies in; it may be there.
  public static func makeFolder(_ path: String) throws(FileError) {
    if isFolder(path) { return }
    if exists(path) { throw FileError("'\(path)' is a file, not a folder") }
    let parent = folder(of: path)
    if parent != path, !isFolder(parent) { try makeFolder(parent) }
    guard mkdir(path, 0o755) != 0 else { return }
    let code = errno
    // Another process may have been quicker.
    if !isFolder(path) { throw FileError("make the folder", path, code: code) }
  }

  /// What came of making a folder that nobody has yet.
  enum NewFolder {
    case made
    case isThere
    /// Another process has just removed the folder that it was to lie in.
    case parentIsGone
  }

  /// Makes a folder, unless there is anything of that name.
  static func makeNewFolder(_ path: String) throws(FileError) -> NewFolder {
    guard mkdir(path, 0o755) != 0 else { return .made }
    switch errno {
    case EEXIST: return .isThere
    case ENOENT: return .parentIsGone
    default: throw FileError("make the folder", path)
    }
  }

  /// Removes a file, if it is there.
  public static func remove(_ path: String) { unlink(path) }

  /// Removes a folder in which nothing is left.
  public static func removeEmptyFolder(_ path: String) { rmdir(path) }

  /// Whether there is anything of that name.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is certainly nothing of that name: where one may not look, there may be.
  public static func isMissing(_ path: String) -> Bool {
    access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)
  }

  /// Checks that there is a folder of that name.
  ///
  /// - Parameter purpose: what it is to be, for the error: `with a run to resume`.
  public static func checkIsFolder(_ path: String, _ purpose: String) throws(FileError) {
    var status = stat()
    guard stat(path, &status) == 0 || errno == ENOENT || errno == ENOTDIR else {
      throw FileError("open the folder", path)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError("there is no folder '\(path)' \(purpose)")
    }
  }

  /// Whether there is a folder of that name.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, sorted.
  public static func names(in path: String) throws(FileError) -> [String] {
    guard let stream = opendir(path) else { throw FileError("list", path) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // Only this tells an error from the end.
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError("list", path) }
        break
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The folder that a path lies in.
  public static func folder(of path: String) -> String {
    guard let slash = path.unicodeScalars.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
