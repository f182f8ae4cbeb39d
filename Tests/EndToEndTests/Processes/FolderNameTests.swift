import Foundation
import Glibc
import Testing

/// Where runs and sockets are put when nobody says.
struct FolderNameTests {
  /// All begin in the same second, or in two: each has a folder of its own.
  @Test func `several launches at once`() throws {
    let scratch = try Scratch()
    let runs = try (0..<4).map { _ in
      try Running.shell(
        "cd \(scratch.url.path) && exec \"$@\"", Programs.ps,
        ["launch", "--workers=1", "--model=64-10", "--data=digits", "--steps=3", "--quiet"])
    }
    for run in runs {
      let ending = run.waitForEnd()
      #expect(ending.code == 0)
      #expect(ending.error == "")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("runs"))
    #expect(names.count == 4)
    for name in names { #expect(exists(scratch.path("runs/\(name)/latest.safetensors"))) }
  }

  /// A socket's path has at most 107 bytes.
  @Test func `a temporary folder with a long path`() throws {
    let scratch = try Scratch()
    let temporary = scratch.path(String(repeating: "long", count: 30))
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
    let ending = try ps(
      "launch", "--workers=2", "--model=64-10", "--data=digits", "--steps=3", "--quiet",
      "--out=\(scratch.path("run"))", environment: ["TMPDIR": temporary])
    #expect(ending.code == 0)
    #expect(ending.error == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
  }

  @Test func `a temporary folder that is not there`() throws {
    let scratch = try Scratch()
    let ending = try ps(
      "launch", "--workers=2", "--model=64-10", "--data=digits", "--steps=3", "--quiet",
      "--out=\(scratch.path("run"))", environment: ["TMPDIR": scratch.path("none")])
    // Elsewhere there is one.
    #expect(ending.code == 0)
  }

  @Test func `a folder's name that is too long`() throws {
    let scratch = try Scratch()
    let out = scratch.path("a/" + String(repeating: "n", count: 256))
    let ending = try ps(
      "serve", "--bind=\(scratch.endpoint)", "--model=64-10", "--out=\(out)")
    #expect(ending.code == 2)
    #expect(ending.error == "ps: can't make the folder '\(out)': File name too long\n")
    // Nor is what would have been around it left behind.
    #expect(!exists(scratch.path("a")))
  }

  @Test(.enabled(if: SmallDisk.canMount, "this user can't mount a file system"))
  func `a file system that can't be written to`() throws {
    let scratch = try Scratch()
    let disk = try #require(try SmallDisk(scratch.path("disk"), size: "64k"))
    try #require(disk.makeReadOnly())
    let ending = try ps(
      "serve", "--bind=\(scratch.endpoint)", "--model=64-10", "--out=\(disk.path)/a/run")
    #expect(ending.code == 2)
    #expect(
      ending.error == "ps: can't make the folder '\(disk.path)/a': Read-only file system\n")
  }

  /// As another user, whom the system does not let in; the superuser may do anything.
  @Test(.enabled(if: OtherUser.canRunPrograms, "no other user can run the programs under test"))
  func `a folder that one may not enter`() throws {
    let scratch = try Scratch()
    let closed = scratch.path("closed")
    try FileManager.default.createDirectory(atPath: closed, withIntermediateDirectories: false)
    #expect(chmod(closed, 0o700) == 0 && chmod(scratch.url.path, 0o755) == 0)
    let made = try OtherUser.ps("serve", "--bind=ipc://*", "--model=64-10", "--out=\(closed)/run")
    #expect(made.code == 2)
    #expect(made.error == "ps: can't make the folder '\(closed)/run': Permission denied\n")
    let resumed = try OtherUser.ps("serve", "--bind=ipc://*", "--resume", "--out=\(closed)/run")
    #expect(resumed.error == "ps: can't open the folder '\(closed)/run': Permission denied\n")
    for command in ["report", "replay"] {
      let read = try OtherUser.ps(command, "\(closed)/run")
      #expect(read.code == 2)
      #expect(read.error == "ps: can't open the folder '\(closed)/run': Permission denied\n")
    }
    let inspected = try OtherUser.ps("inspect", "\(closed)/run")
    #expect(inspected.error == "ps: can't read '\(closed)/run': Permission denied\n")
  }
}
