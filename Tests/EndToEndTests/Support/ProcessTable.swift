import Foundation

/// The processes of this machine.
enum ProcessTable {
  /// The command lines of those that have `text` in theirs.
  static func commandLines(with text: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
      // One that has just ended has none.
      guard Int(name) != nil,
        let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
      else { return nil }
      let line = String(decoding: bytes, as: UTF8.self).replacing("\0", with: " ")
      return line.contains(text) ? line : nil
    }
  }
}
