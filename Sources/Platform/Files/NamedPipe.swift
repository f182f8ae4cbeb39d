import Glibc

/// A pipe with a name in a folder, by which another process can write to it as to a file.
public final class NamedPipe {
  /// Readable when something has been written to it.
  public let descriptor: Int32

  /// Makes one that only this user can write to, and opens it for reading.
  public init(_ path: String) throws(FileError) {
    guard mkfifo(path, 0o600) == 0 else { throw FileError("make the pipe", path) }
    // For writing, too: so it is never at its end, whoever comes and goes at the other.
    descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    if descriptor < 0 { throw FileError("read", path) }
  }

  deinit {
    close(descriptor)
  }

  /// What has been written since it was last asked for. Does not wait.
  public func available() -> [UInt8] { Descriptor.read(descriptor).bytes }
}
