import Platform

/// Checks that the system has what libraries take without asking.
enum RoomCheck {
  /// So many threads at once.
  static func threads(_ count: Int) throws { try check(threads: count, bytes: 0) }

  /// The memory that multiplying matrices takes.
  static func matrices() throws {
    try check(threads: 0, bytes: SystemRoom.matrixWorkspaceBytes)
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
