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

extension ProcessTable {
  /// The ids of the processes that have all of these texts in their command lines.
  ///
  /// - Parameter parent: only of those that this one has started, where given.
  static func ids(with texts: [String], parent: Int32? = nil) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
      guard let id = Int32(name),
        let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline"),
        let status = try? String(contentsOfFile: "/proc/\(name)/status", encoding: .utf8)
      else { return nil }
      let line = String(decoding: bytes, as: UTF8.self)
      guard texts.allSatisfy({ line.contains($0) }) else { return nil }
      return parent.map { status.contains("\nPPid:\t\($0)\n") } ?? true ? id : nil
    }
  }
}
