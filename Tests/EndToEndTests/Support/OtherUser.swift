import Foundation

/// A user who may not do everything, unlike the superuser that tests are often run by.
enum OtherUser {
  static let words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  /// Only the superuser can become another user, and that one must be let in where the programs lie.
  static let canRunPrograms = (try? ps("--version").code) == 0

  /// Runs `ps` as that user, to its end.
  static func ps(_ arguments: String...) throws -> Running.Ending {
    try Running(
      URL(fileURLWithPath: "/usr/bin/env"), words + [Programs.ps.path] + arguments
    ).waitForEnd()
  }
}
