import Glibc
import Storage

/// A folder of the file system as a `Disk`.
///
/// It keeps the file open that was last created or added to, since the next operation is mostly on
/// the same one. For one thread at a time; two of them on one folder may be used at once.
///
/// Debug builds have failpoints, for tests of what a crash leaves behind: with
/// `LOCKSTEP_FAILPOINT=<operation>[:<n>]=<action>` in the environment, the n-th (without n the first)
/// such operation of the process ends in the action instead of being done. Operations are `create`,
/// `append`, `synchronize`, `link`, `rename`, `remove` and `synchronize-folder`; actions are `kill`,
/// by SIGKILL, and `error`, as if the device had failed. `torn` instead of an operation is an
/// `append` of which only the first half is written: `torn:3=kill`.
public final class FolderDisk: Disk {
  private let folder: String
  private var open: OpenFile?
  private var openName: String?

  /// The folder of this path, which must exist when the first operation is done.
  public init(_ folder: String) {
    self.folder = folder
  }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Makes an empty file.
  public func create(_ name: String) throws(DiskError) {
    try reach(.create, name)
    try attempt { () throws(FileError) in
      close(name)
      open = try OpenFile(writing: path(name))
      openName = name
    }
  }

  /// Adds bytes at a file's end.
  public func append(_ bytes: UnsafeRawBufferPointer, to name: String) throws(DiskError) {
    try reach(.append, name)
    try reachTorn(bytes, name)
    try attempt { () throws(FileError) in try write(bytes, to: name) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to name: String) throws(FileError) {
    // One that somebody has removed takes bytes as if nothing were wrong.
    if openName != name || open?.isRemoved == true {
      open = try OpenFile(writing: path(name), appending: true)
      openName = name
    }
    try open?.write(bytes)
  }

  /// Waits until a file's bytes are durable.
  public func synchronize(_ name: String) throws(DiskError) {
    try reach(.synchronize, name)
    try attempt { () throws(FileError) in
      if openName == name {
        try open?.synchronize()
      } else {
        try OpenFile(reading: path(name)).synchronize()
      }
    }
  }

  /// Gives a file a second name.
  public func link(_ name: String, as other: String) throws(DiskError) {
    try reach(.link, other)
    guard Glibc.link(path(name), path(other)) == 0 else { throw DiskError("make", path(other)) }
  }

  /// Renames a file.
  public func rename(_ name: String, to other: String) throws(DiskError) {
    try reach(.rename, other)
    close(name)
    close(other)
    guard Glibc.rename(path(name), path(other)) == 0 else {
      throw DiskError("rename to", path(other))
    }
  }

  /// Removes a name, if it is there.
  public func remove(_ name: String) throws(DiskError) {
    try reach(.remove, name)
    close(name)
    guard unlink(path(name)) == 0 || errno == ENOENT else { throw DiskError("remove", path(name)) }
  }

  /// Waits until changes of names are durable.
  public func synchronizeFolder() throws(DiskError) {
    try reach(.synchronizeFolder, "")
    try attempt { () throws(FileError) in try OpenFile(folder: folder).synchronize() }
  }

  /// All names.
  public func names() throws(DiskError) -> [String] {
    try attempt { () throws(FileError) in try Files.names(in: folder) }
  }

  /// How many bytes a file has; nil where something else has that name.
  public func size(of name: String) throws(DiskError) -> Int? {
    var status = stat()
    // Not opened: a pipe would wait for someone who writes to it.
    guard stat(path(name), &status) == 0 else {
      // A link that leads nowhere, or to itself, is no file either.
      if errno == ENOENT || errno == ELOOP { return nil }
      throw DiskError("read", path(name))
    }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// A file's first bytes.
  public func contents(of name: String, first count: Int) throws(DiskError) -> [UInt8] {
    try attempt { () throws(FileError) in
      let file = try OpenFile.regular(path(name))
      return try file.bytes(first: count)
    }
  }

  /// A file's bytes.
  public func contents(of name: String) throws(DiskError) -> [UInt8] {
    try attempt { () throws(FileError) in try Files.regularContents(of: path(name)) }
  }

  private func close(_ name: String) {
    guard openName == name else { return }
    open = nil
    openName = nil
  }

  private func attempt<Answer>(
    _ body: () throws(FileError) -> Answer
  ) throws(DiskError) -> Answer {
    do {
      return try body()
    } catch {
      throw DiskError(error.description)
    }
  }

  private func reach(_ operation: DiskOperation, _ name: String) throws(DiskError) {
    #if DEBUG
      guard let action = Failpoint.reach(operation.rawValue) else { return }
      if action == .kill { Failpoint.kill() }
      throw DiskError("\(operation.rawValue) failed at '\(path(name))', as LOCKSTEP_FAILPOINT asks")
    #endif
  }

  private func reachTorn(_ bytes: UnsafeRawBufferPointer, _ name: String) throws(DiskError) {
    #if DEBUG
      guard let action = Failpoint.reach("torn") else { return }
      try attempt { () throws(FileError) in
        try write(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]), to: name)
      }
      if action == .kill { Failpoint.kill() }
      throw DiskError("an append was torn at '\(path(name))', as LOCKSTEP_FAILPOINT asks")
    #endif
  }
}

/// What a disk does, as a failpoint names it.
private enum DiskOperation: String {
  case create
  case append
  case synchronize
  case link
  case rename
  case remove
  case synchronizeFolder = "synchronize-folder"
}

extension DiskError {
  /// The failure of a system call that has just been made on this thread.
  fileprivate init(_ action: String, _ path: String) {
    self.init(FileError(action, path).description)
  }
}
