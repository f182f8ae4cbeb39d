import Foundation
import Testing

@testable import Platform

@Suite struct RunFolderTests {
  private let scratch = try? TemporaryFolder(prefix: "lockstep-run-")

  private func withRun(_ body: (RunFolder) throws -> Void) throws {
    let scratch = try #require(scratch)
    defer { scratch.remove() }
    let folder = RunFolder(planned: scratch.path + "/a/run")
    try folder.begin(job: "{}\n", generation: .first)
    try body(folder)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func `one that is there is left alone`() throws {
    try withRun { (folder) throws in
      #expect(try folder.restoreIfGone() == nil)
    }
  }

  @Test func `one that was removed or moved away is made again, and locked`() throws {
    try withRun { (folder) throws in
      for number in 0..<2 {
        if number == 0 {
          try FileManager.default.removeItem(atPath: Files.folder(of: folder.path))
        } else {
          try FileManager.default.moveItem(atPath: folder.path, toPath: folder.path + ".moved")
        }
        #expect(try folder.restoreIfGone()?.contains("made again") == true)
        #expect(try text(folder.jobPath) == "{}\n")
        #expect(try text(folder.path + "/generation") == "1\n")
        #expect(RunFolder.isServed(folder.path))
        #expect(try folder.restoreIfGone() == nil)
      }
      #expect(!RunFolder.isServed(folder.path + ".moved"))
    }
  }

  @Test func `another run's folder in its place is not touched`() throws {
    try withRun { (folder) throws in
      try FileManager.default.removeItem(atPath: folder.path)
      let other = RunFolder(planned: folder.path)
      try other.begin(job: "other", generation: .first)
      let error = #expect(throws: FileError.self) { try folder.restoreIfGone() }
      #expect(error?.description.hasSuffix("another run has its place") == true)
      folder.discard()
      #expect(try text(other.jobPath) == "other")
    }
  }

  @Test func `a run that can't begin takes nothing from the one that is there`() throws {
    try withRun { (folder) throws in
      let other = RunFolder(planned: folder.path)
      #expect(throws: FileError.self) { try other.begin(job: "other", generation: .first) }
      other.discard()
      #expect(try text(folder.jobPath) == "{}\n")
    }
  }
}
