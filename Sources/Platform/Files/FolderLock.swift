import Glibc
import Synchronization

/// Keeps other processes that ask for the same lock out of a folder, until its owner goes, however
/// that ends.
final class FolderLock: Sendable {
  private let held = Mutex<OpenFile?>(nil)

  /// Takes the lock, unless it is held already.
  ///
  /// - Returns: whether it is held now; false if another process holds it.
  func take(_ path: String) throws(FileError) -> Bool {
    let isHeld = held.withLock { $0 != nil }
    return isHeld ? true : try change(to: path)
  }

  /// Takes the lock of a folder, and then lets go of that which was held.
  ///
  /// - Returns: as `take(_:)` does.
  func change(to path: String) throws(FileError) -> Bool {
    let folder = try OpenFile(folder: path)
    guard folder.lock() else { return false }
    hold(folder)
    return true
  }

  private func hold(_ folder: consuming sending OpenFile) {
    var folder: OpenFile? = folder
    held.withLock { $0 = folder.take() }
  }
}
