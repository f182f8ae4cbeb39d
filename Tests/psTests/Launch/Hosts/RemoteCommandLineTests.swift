import Foundation
import Testing

@testable import ps

struct RemoteCommandLineTests {
  /// Has a shell run the line, as a remote shell would.
  private func run(_ line: String) throws -> (output: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (output, process.terminationStatus)
  }

  @Test func `the program gets its words, its variables and its folder`() throws {
    let script = "printf '%s|' \"$PWD\" \"$ANSWER\" \"$@\""
    let line = RemoteCommandLine.text(
      ["sh", "-c", script, "name", "it's", "two words"], environment: ["ANSWER=4 2"],
      folder: "/usr/bin")
    #expect(try run(line) == ("/usr/bin|4 2|it's|two words|", 0))
  }

  @Test func `a folder that is not there changes nothing`() throws {
    let line = RemoteCommandLine.text(
      ["pwd"], environment: [], folder: "/there is/no 'such' folder")
    let (output, code) = try run("cd /usr && " + line)
    #expect(output == "/usr\n")
    #expect(code == 0)
  }

  @Test(arguments: [("exit 3", 3), ("kill -9 $$", 137), ("kill -15 $$", 143)] as [(String, Int32)])
  func `its end is told`(script: String, code: Int32) throws {
    let line = RemoteCommandLine.text(["sh", "-c", script], environment: [], folder: "/")
    #expect(try run(line).code == code)
  }

  @Test func `a program that is not there`() throws {
    let line = RemoteCommandLine.text(["/no/worker"], environment: [], folder: "/")
    let (output, code) = try run(line)
    #expect(code == 127)
    #expect(output.contains("/no/worker"))
  }
}
