import Glibc

/// Which file or folder something is, whatever its names.
struct FileIdentity: Equatable, Sendable {
  private let device: UInt
  private let node: UInt

  init(_ status: stat) {
    device = UInt(status.st_dev)
    node = UInt(status.st_ino)
  }

  /// What lies at a path; nil where there is nothing.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}
