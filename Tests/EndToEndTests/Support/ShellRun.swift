import Foundation

extension Running {
  /// A program of ours, run by a shell: with what a command line says of its descriptors and limits.
  ///
  /// - Parameter line: where `"$@"` stands for the program and its arguments.
  static func shell(
    _ line: String, _ program: URL, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Running {
    try Running(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line, "sh", program.path] + arguments,
      environment: environment)
  }
}

/// A file system of its own in memory; unmounted with its owner.
final class SmallDisk {
  let path: String

  /// Nil where this user can't mount one.
  init?(_ path: String, size: String) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    guard Self.run("mount", "-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path) else { return nil }
  }

  deinit {
    // Lazily, should a process that failed to end still be in it.
    _ = Self.run("umount", "-l", path)
  }

  /// Makes it one that can't be written to.
  func makeReadOnly() -> Bool { Self.run("mount", "-o", "remount,ro", path) }

  static let canMount: Bool = {
    guard let scratch = try? Scratch() else { return false }
    return (try? SmallDisk(scratch.path("disk"), size: "1m")) != nil
  }()

  static func run(_ program: String, _ arguments: String...) -> Bool {
    let process = try? Running(URL(fileURLWithPath: "/usr/bin/env"), [program] + arguments)
    return process?.waitForEnd().code == 0
  }
}

/// Waits until this holds.
func wait(until holds: () throws -> Bool) rethrows {
  while try !holds() { usleep(10_000) }
}
