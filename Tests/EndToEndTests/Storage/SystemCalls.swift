import Foundation
import Testing

/// One system call of a traced program, as strace writes it.
struct SystemCall {
  /// Such as `fsync`.
  let name: String
  /// What stands between the brackets.
  let arguments: String
  /// What it answered; nil where it never did.
  let result: Int?

  /// The paths that the arguments name, in quotes or behind a descriptor, in their order.
  var paths: [String] {
    // As many of them as a call can have stand before anything that is read or written.
    switch name {
    case "openat", "unlink", "rename", "link": quoted
    case "unlinkat", "renameat", "renameat2", "linkat": quoted
    default: descriptor.map { [$0] } ?? []
    }
  }

  private var quoted: [String] {
    arguments.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// `3</path>, …` names its path.
  private var descriptor: String? {
    guard let start = arguments.firstIndex(of: "<"), let end = arguments.firstIndex(of: ">"),
      start < end
    else { return nil }
    return String(arguments[arguments.index(after: start)..<end])
  }
}

/// A program's system calls on files, as strace has seen them, in the order in which they returned.
enum SystemCalls {
  /// What strace is asked to see.
  private static let traced =
    "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,"
    + "unlinkat"

  /// Whether there is a strace that may trace.
  static let canBeSeen: Bool = {
    guard let scratch = try? Scratch() else { return false }
    let process = try? Running(
      URL(fileURLWithPath: "/usr/bin/env"), ["strace", "-f", "-o", scratch.path("calls"), "true"])
    return process?.waitForEnd().code == 0
  }()

  /// The arguments of `/usr/bin/env` that run a program under strace; its calls go to this file.
  static func command(_ program: URL, _ arguments: [String], to file: String) -> [String] {
    ["strace", "-f", "-y", "-s", "400", "-e", "trace=\(traced)", "-e", "signal=none"]
      + ["-o", file, program.path] + arguments
  }

  /// Reads what strace has written.
  static func read(_ file: String) throws -> [SystemCall] {
    var calls: [SystemCall] = []
    var unfinished: [Substring: Substring] = [:]
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for line in text.split(separator: "\n") {
      let space = try #require(line.firstIndex(of: " "))
      let thread = line[..<space]
      var rest = line[space...].drop { $0 == " " }
      if rest.hasPrefix("+++") || rest.hasPrefix("---") { continue }
      if rest.hasSuffix(" <unfinished ...>") {
        unfinished[thread] = rest.dropLast(" <unfinished ...>".count)
        continue
      }
      if rest.hasPrefix("<... ") {
        let end = try #require(rest.range(of: " resumed>")?.upperBound)
        rest = try #require(unfinished[thread]) + rest[end...]
        unfinished[thread] = nil
      }
      let opening = try #require(rest.firstIndex(of: "("))
      // Padded in columns: `fsync(3</a>) = 0`.
      let equals = try #require(rest.range(of: ") ", options: .backwards))
      let answer = rest[equals.upperBound...].drop { $0 == " " || $0 == "=" }
      calls.append(
        SystemCall(
          name: String(rest[..<opening]),
          arguments: String(rest[rest.index(after: opening)..<equals.lowerBound]),
          result: Int(answer.prefix { $0 == "-" || $0.isNumber })))
    }
    return calls
  }
}
