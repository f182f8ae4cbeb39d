import Foundation
import Testing

/// Programs load OpenBLAS only where they multiply matrices, and say so where they can't.
struct MissingLibraryTests {
  @Test func `a library that can't be loaded is one sentence`() throws {
    let scratch = try Scratch()
    let libraries = scratch.url.appending(path: "libraries")
    try FileManager.default.createDirectory(at: libraries, withIntermediateDirectories: true)
    // Long enough for the loader to look at what it is.
    try Data(repeating: 0x20, count: 1000).write(to: libraries.appending(path: "libopenblas.so.0"))
    func run(_ program: URL, _ arguments: String...) throws -> Running.Ending {
      try Running(program, arguments, environment: ["LD_LIBRARY_PATH": libraries.path]).waitForEnd()
    }
    let sentence =
      "the system can't load OpenBLAS: \(libraries.path)/libopenblas.so.0: invalid ELF header\n"
    let worker = try run(Programs.worker, "--connect=\(scratch.endpoint)", "--name=w")
    #expect(worker.error == "worker w: \(sentence)")
    #expect(worker.code == 1)
    let server = try run(
      Programs.ps, "serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))",
      "--model=64-10")
    #expect(server.error == "ps: \(sentence)")
    #expect(server.code == 1)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("run")))
    let simulation = try run(Programs.ps, "simulate", "--seeds=1")
    #expect(simulation.error == "ps: \(sentence)")
    #expect(simulation.code == 1)
    #expect(try run(Programs.ps, "data", "--data=digits").code == 0)
  }
}
