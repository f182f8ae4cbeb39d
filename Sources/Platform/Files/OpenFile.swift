import Glibc

/// An open file, closed with its owner.
struct OpenFile: ~Copyable {
  let path: String
  private let descriptor: Int32

  /// Opens what may be a pipe that nobody writes to yet: nobody is waited for before it is read, and then
  /// no longer than until a signal asks for an end.
  init(reading path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    if descriptor < 0 { throw FileError("read", path) }
  }

  /// Opens a file of a folder of ours, where a pipe or a device can only be a mistake.
  static func regular(_ path: String) throws(FileError) -> OpenFile {
    let file = try OpenFile(reading: path)
    guard try file.kind() == .regular else {
      throw FileError("can't read '\(path)': it is no regular file")
    }
    return file
  }

  /// A new file; an existing one is emptied, or with `appending` added to.
  ///
  /// - Parameter name: what errors call it, where that is not its path.
  init(writing path: String, appending: Bool = false, as name: String? = nil) throws(FileError) {
    self.path = name ?? path
    // A pipe that nobody reads is an error, and nothing to wait for.
    let flags =
      O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC)
    descriptor = open(path, flags, 0o644)
    if descriptor < 0 { throw FileError("write", self.path) }
  }

  /// A file that nobody has yet, with these permissions from its first moment.
  ///
  /// - Parameter name: what errors call it.
  init(new path: String, permissions: mode_t, as name: String) throws(FileError) {
    self.path = name
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    if descriptor < 0 { throw FileError("write", name) }
  }

  /// What is there already and is no regular file: a device, say.
  init(writingThrough path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    if descriptor < 0 { throw FileError("write", path) }
  }

  /// A named pipe; nil as long as nobody reads it.
  init?(writingToPipe path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 {
      if errno == ENXIO { return nil }
      throw FileError("write", path)
    }
  }

  /// A folder, so that changes of what it lists can be made durable.
  init(folder path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw FileError("open the folder", path) }
  }

  deinit {
    close(descriptor)
  }

  /// Takes the lock that one process at a time can have on it; false if another has it. Where the
  /// file system knows no locks there is nothing to wait for.
  borrowing func lock() -> Bool {
    flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
  }

  /// Whether another process has that lock.
  borrowing func isLockedElsewhere() -> Bool {
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
    flock(descriptor, LOCK_UN)
    return false
  }

  /// What a path can lead to.
  enum Kind {
    case regular, folder, pipe
    /// A terminal, a disk, or what else gives bytes without being a file.
    case device
  }

  /// What it is.
  borrowing func kind() throws(FileError) -> Kind {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError("read", path) }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .folder
    case S_IFIFO, S_IFSOCK: .pipe
    default: .device
    }
  }

  borrowing func size() throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError("read", path) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError("can't read '\(path)': it is a folder")
    }
    return Int(status.st_size)
  }

  /// Whether it is this user's own and others may read it all the same.
  borrowing func isOwnButOpenToOthers() throws(FileError) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError("read", path) }
    return status.st_uid == geteuid() && status.st_mode & 0o077 != 0
      && status.st_mode & S_IFMT == S_IFREG
  }

  /// Reads up to the end of the file, or to the end of `target`; answers how many bytes.
  borrowing func read(into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var done = 0
    let isPipe = try kind() == .pipe
    while done < target.count {
      // Without a writer it would seem to have come to its end.
      if isPipe { try waitForInput() }
      let count = Glibc.read(
        descriptor, target.baseAddress?.advanced(by: done), target.count - done)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        guard errno == EAGAIN else { throw FileError("read", path) }
        try waitForInput()
        continue
      }
      done += count
    }
    return done
  }

  /// Returns when there is something to read, or will never be.
  private borrowing func waitForInput() throws(FileError) {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&polled, 1, Self.signalCheckMilliseconds) <= 0 {
      guard let signal = Signals.pendingEnd else { continue }
      throw FileError("can't read '\(path)': \(Signals.reason(signal)) before anything came")
    }
  }

  private static let signalCheckMilliseconds: Int32 = 100

  /// How many bytes it has now; nil where that can't be found out.
  var length: Int? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Whether it has no name any more: what is written to it is lost with this process.
  var isRemoved: Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink == 0
  }

  /// Which file or folder of the system it is.
  func identity() throws(FileError) -> FileIdentity {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError("look at", path) }
    return FileIdentity(status)
  }

  /// Cuts it off at this length.
  ///
  /// - Returns: whether that was possible.
  borrowing func truncate(to length: Int) -> Bool { ftruncate(descriptor, length) == 0 }

  /// The last byte of a regular file; nil where it has none.
  borrowing func lastByte() throws(FileError) -> UInt8? {
    let size = try size()
    guard size > 0 else { return nil }
    var byte: UInt8 = 0
    guard pread(descriptor, &byte, 1, size - 1) == 1 else { throw FileError("read", path) }
    return byte
  }

  borrowing func write(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { bytes in
      do throws(FileError) { try write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// As many of the bytes that follow as there are, up to `count`.
  borrowing func bytes(first count: Int) throws(FileError) -> [UInt8] {
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { target.deallocate() }
    return Array(target[..<(try read(into: target))])
  }

  borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError("write", path)
      }
      done += count
    }
  }

  /// Writes all, waiting for whoever reads it where it is a pipe or a terminal.
  ///
  /// - Returns: why it could not, if so.
  borrowing func writeResults(_ bytes: [UInt8]) -> OutputError? {
    StandardStreams.write(bytes, to: descriptor, unless: { Signals.pendingEnd })
  }

  /// Returns when what was written would outlast a loss of power.
  borrowing func synchronize() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw FileError("make durable", path) }
  }
}
