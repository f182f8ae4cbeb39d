import Foundation
import Testing

@testable import Platform

/// A folder that files must lie in: where they really lie decides, not what they are called.
@Suite struct ConfinedFilesTests {
  private let scratch = try? TemporaryFolder(prefix: "lockstep-confined-")

  /// `data/t.csv` beside `outside/secret`, and links from the one folder into the other.
  private func withFiles(_ body: (String) throws -> Void) throws {
    let scratch = try #require(scratch)
    defer { scratch.remove() }
    let files = FileManager.default
    for folder in ["data/inner", "outside", "data-too"] {
      try files.createDirectory(
        atPath: scratch.path + "/" + folder, withIntermediateDirectories: true)
    }
    for file in ["data/t.csv", "data/inner/u.csv", "outside/secret", "data-too/v.csv"] {
      try file.write(toFile: scratch.path + "/" + file, atomically: false, encoding: .utf8)
    }
    for (link, target) in [
      ("data/out", "../outside/secret"), ("data/away", "../outside"), ("data/in", "inner/u.csv"),
      ("data/root", "/etc/passwd"), ("data/gone", "nowhere"), ("moved", "data"),
    ] {
      try files.createSymbolicLink(
        atPath: scratch.path + "/" + link, withDestinationPath: target)
    }
    try body(try #require(realpath(scratch.path, nil).map { String(cString: $0) }))
  }

  @Test func `files of the folder are taken, by whatever name`() throws {
    try withFiles { (home) throws in
      for (name, folder, file) in [
        ("data/t.csv", "data", "data/t.csv"), ("data/in", "data", "data/inner/u.csv"),
        ("data/inner/../t.csv", "data", "data/t.csv"), ("moved/t.csv", "moved", "data/t.csv"),
        ("data/t.csv", "moved", "data/t.csv"), ("data/t.csv", "data/", "data/t.csv"),
        ("outside/secret", "", "outside/secret"),
      ] {
        #expect(
          try Files.resolved(home + "/" + name, within: home + "/" + folder) == home + "/" + file)
      }
      #expect(try Files.resolved("/etc/passwd", within: "/") == "/etc/passwd")
    }
  }

  @Test func `all others are refused`() throws {
    try withFiles { (home) throws in
      let folder = home + "/data"
      for name in [
        "out", "away/secret", "root", "..", ".", "../outside/secret", "../data-too/v.csv",
      ] {
        let path = folder + "/" + name
        let error = try #require(throws: FileError.self) {
          try Files.resolved(path, within: folder)
        }
        #expect(error.description == "can't read '\(path)': it lies outside of '\(folder)'")
      }
      let error = try #require(throws: FileError.self) {
        try Files.resolved(folder + "/gone", within: folder)
      }
      #expect(error.description == "can't read '\(folder)/gone': No such file or directory")
    }
  }
}
