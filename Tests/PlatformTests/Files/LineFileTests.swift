import Foundation
import Testing

@testable import Platform

/// A line file that can be copied, as the macros want it.
private final class Lines {
  private var file: LineFile

  init(_ path: String) throws { file = try LineFile(appendingTo: path) }
  func append(_ line: String) -> FileError? { file.append(line) }
  func takeMissing() -> Int? { file.takeMissing() }
}

@Suite struct LineFileTests {
  private let folder = try? TemporaryFolder(prefix: "lockstep-lines-")

  private func withPath(_ body: (String) throws -> Void) throws {
    let folder = try #require(folder)
    defer { folder.remove() }
    try body(folder.path + "/lines")
  }

  @Test(arguments: ["", "whole\n", "whole\ntorn"])
  func `what a crash has left without an end is ended`(before: String) throws {
    try withPath { (path) throws in
      try before.write(toFile: path, atomically: false, encoding: .utf8)
      let file = try Lines(path)
      #expect(file.append("one") == nil)
      #expect(file.append("two") == nil)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text == (before.hasSuffix("torn") ? before + "\n" : before) + "one\ntwo\n")
      #expect(file.takeMissing() == nil)
    }
  }

  @Test
  func `a file that was removed is made again, with its folder gone nothing is lost silently`()
    throws
  {
    try withPath { (path) throws in
      let file = try Lines(path)
      #expect(file.append("one") == nil)
      try FileManager.default.removeItem(atPath: path)
      #expect(file.append("two") == nil)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "two\n")
      try FileManager.default.removeItem(atPath: Files.folder(of: path))
      let failure = try #require(file.append("three"))
      #expect(failure.description.contains("No such file"))
      #expect(file.append("four") == nil)
      try Files.makeFolder(Files.folder(of: path))
      #expect(file.append("five") == nil)
      #expect(file.takeMissing() == 2)
      #expect(file.takeMissing() == nil)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "five\n")
    }
  }
}
