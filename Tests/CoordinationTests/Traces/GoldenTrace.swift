import Foundation
import Testing

/// Something that a scenario drives.
protocol ScriptedMachine {
  /// Does what an unindented line says and answers the effects, one line each.
  mutating func run(_ line: ScriptLine) throws -> [String]
}

/// A scenario with its whole trace: unindented lines are inputs, the indented ones below each are
/// the effects that it must have, in their order; `#` begins a comment.
///
/// `LOCKSTEP_RECORD=1 swift test` writes the files anew, to be reviewed as a difference.
enum GoldenTrace {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  static func names(in subfolder: String) -> [String] {
    let files =
      (try? FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: subfolder).path)) ?? []
    return files.filter { $0.hasSuffix(".txt") }.sorted()
  }

  static func check(_ name: String, in subfolder: String, _ machine: some ScriptedMachine) throws {
    let file = folder.appending(path: subfolder).appending(path: name)
    let expected = try String(contentsOf: file, encoding: .utf8)
    let actual = try render(expected, machine)
    if ProcessInfo.processInfo.environment["LOCKSTEP_RECORD"] == "1" {
      try actual.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    if let difference = difference(between: expected, and: actual) {
      Issue.record("\(name) went another way:\n\(difference)")
    }
  }

  /// The scenario with the effects that its inputs really have.
  static func render(_ text: String, _ machine: some ScriptedMachine) throws -> String {
    var machine = machine
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  ") { continue }
      lines.append(String(line))
      if line.isEmpty || line.hasPrefix("#") { continue }
      lines += try machine.run(ScriptLine(String(line))).map { "  " + $0 }
    }
    return lines.joined(separator: "\n")
  }

  /// The lines up to the first that differs, and what follows it in both; nil if none does.
  static func difference(between expected: String, and actual: String) -> String? {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    guard old != new else { return nil }
    var first = 0
    while first < min(old.count, new.count), old[first] == new[first] { first += 1 }
    var shown = old[max(0, first - 4)..<first].map { "    " + $0 }
    var (oldEnd, newEnd) = (old.count, new.count)
    while oldEnd > first, newEnd > first, old[oldEnd - 1] == new[newEnd - 1] {
      oldEnd -= 1
      newEnd -= 1
    }
    shown += old[first..<oldEnd].prefix(20).map { "  - " + $0 }
    shown += new[first..<newEnd].prefix(20).map { "  + " + $0 }
    return "line \(first + 1):\n" + shown.joined(separator: "\n")
  }
}
