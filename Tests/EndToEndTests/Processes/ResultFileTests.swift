import Foundation
import Glibc
import Testing

/// `--out` of `ps predict`: whatever is there under that name stays what it is.
struct ResultFileTests {
  private let scratch: Scratch
  private let whole: String

  init() throws {
    scratch = try Scratch()
    let run = scratch.path("run")
    let ending = try ps(
      "launch", "--workers=1", "--model=64-10", "--data=digits", "--steps=5", "--quiet",
      "--out=\(run)")
    #expect(ending.code == 0)
    whole = try ps("predict", "--checkpoint=\(run)").output
    #expect(whole.split(separator: "\n").count == 361)
  }

  private func predict(_ path: String) throws -> Running {
    try Running(Programs.ps, ["predict", "--checkpoint=\(scratch.path("run"))", "--out=\(path)"])
  }

  private func kind(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: scratch.path(name), encoding: .utf8)
  }

  @Test func `a new file, and one that is there`() throws {
    for _ in 0..<2 {
      #expect(try predict(scratch.path("answers")).waitForEnd().code == 0)
      #expect(try text("answers") == whole)
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
        == ["answers", "run"])
  }

  @Test func `a file keeps its permissions`() throws {
    let path = try scratch.write("answers", "")
    #expect(chmod(path, 0o640) == 0)
    #expect(try predict(path).waitForEnd().code == 0)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test(arguments: [true, false]) func `a link stays, and what it leads to is written`(
    isThere: Bool
  ) throws {
    if isThere { _ = try scratch.write("target", "earlier\n") }
    for (link, target) in [("first", "second"), ("second", "target")] {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path(link), withDestinationPath: target)
    }
    #expect(try predict(scratch.path("first")).waitForEnd().code == 0)
    #expect(kind(scratch.path("first")) == S_IFLNK && kind(scratch.path("second")) == S_IFLNK)
    #expect(try text("target") == whole)
  }

  @Test func `a device is written to`() throws {
    let before = kind("/dev/null")
    #expect(try predict("/dev/null").waitForEnd().code == 0)
    #expect(kind("/dev/null") == before && before == S_IFCHR)
    let full = try predict("/dev/full").waitForEnd()
    #expect(full.code == 1)
    #expect(full.error == "ps: can't write '/dev/full': No space left on device\n")
    #expect(kind("/dev/full") == S_IFCHR)
    #expect(try predict("/dev/stdout").waitForEnd().output == whole)
  }

  @Test func `a named pipe is written to when someone reads it`() throws {
    let path = scratch.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let run = try predict(path)
    let reader = try Running(URL(fileURLWithPath: "/bin/cat"), [path])
    #expect(reader.waitForEnd().output == whole)
    #expect(run.waitForEnd().code == 0)
    #expect(kind(path) == S_IFIFO)
  }

  @Test func `a wait for a reader can be ended`() throws {
    let path = scratch.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let run = try predict(path)
    run.signal(SIGINT)
    // Before it has said how it takes it, the system's own action ends it.
    #expect([130, -SIGINT].contains(run.waitForEnd().code))
    #expect(kind(path) == S_IFIFO)
  }

  @Test func `a folder is refused`() throws {
    let ending = try predict(scratch.url.path).waitForEnd()
    #expect(ending.code == 2)
    #expect(ending.error == "ps: can't write '\(scratch.url.path)': it is a folder\n")
  }
}
