import Platform
import Tensors

/// Checks that the system has what libraries take without asking.
enum RoomCheck {
  /// So many threads at once.
  static func threads(_ count: Int) throws { try check(threads: count, bytes: 0) }

  /// The library that multiplies matrices, and the memory that multiplying them takes.
  static func matrices() throws {
    try matrixLibrary()
    try check(threads: 0, bytes: SystemRoom.matrixWorkspaceBytes)
  }

  /// The library that multiplies matrices, which a server asks only for the name of its kernels.
  static func matrixLibrary() throws {
    do { try BLAS.load() } catch { throw RunFailure("\(error)") }
  }

  /// So many bytes of memory.
  ///
  /// - Parameter what: what takes them, in the plural.
  static func memory(_ bytes: Int, for what: String) throws {
    let available = ThisProcess.availableMemory
    guard bytes <= available else {
      throw RunFailure(
        "\(what) need \(bytes) bytes of memory, and \(available) are available here")
    }
  }

  private static func check(threads: Int, bytes: Int) throws {
    do {
      try SystemRoom.check(threads: threads, bytes: bytes)
    } catch {
      // The system's, not the operator's.
      throw RunFailure("\(error)")
    }
  }
}
